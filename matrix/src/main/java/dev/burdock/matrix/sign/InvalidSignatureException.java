package dev.burdock.matrix.sign;

import dev.burdock.matrix.MatrixException;

/** A signature that is missing, malformed or wrong; {@code M_UNAUTHORIZED}. */
public final class InvalidSignatureException extends MatrixException {
  private static final long serialVersionUID = 1L;

  public InvalidSignatureException(String message) {
    super("M_UNAUTHORIZED", message);
  }
}
