package dev.burdock.matrix.event;

import dev.burdock.matrix.MatrixException;

/**
 * An event whose form breaks the rules ({@code M_BAD_JSON}) or that is too large ({@code
 * M_TOO_LARGE}).
 */
public final class InvalidEventException extends MatrixException {
  private static final long serialVersionUID = 1L;

  private InvalidEventException(String errcode, String message) {
    super(errcode, message);
  }

  static InvalidEventException malformed(String message) {
    return new InvalidEventException("M_BAD_JSON", message);
  }

  static InvalidEventException tooLarge(String message) {
    return new InvalidEventException("M_TOO_LARGE", message);
  }
}
