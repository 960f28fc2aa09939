package dev.burdock.matrix.json;

import dev.burdock.matrix.MatrixException;

/**
 * Bytes that are no JSON ({@code M_NOT_JSON}) or JSON that the protocol forbids ({@code
 * M_BAD_JSON}).
 */
public final class InvalidJsonException extends MatrixException {
  private static final long serialVersionUID = 1L;

  private InvalidJsonException(String errcode, String message) {
    super(errcode, message);
  }

  /** The bytes are not JSON at all. */
  public static InvalidJsonException notJson(String message) {
    return new InvalidJsonException("M_NOT_JSON", message);
  }

  /** The JSON has a form that is not allowed here. */
  public static InvalidJsonException badJson(String message) {
    return new InvalidJsonException("M_BAD_JSON", message);
  }
}
