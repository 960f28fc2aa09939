package dev.burdock.matrix.sign;

import dev.burdock.matrix.MatrixException;

/**
 * A signing or verify key that cannot be read; {@code M_INVALID_PARAM}. The message never holds key
 * material.
 */
public final class InvalidKeyException extends MatrixException {
  private static final long serialVersionUID = 1L;

  InvalidKeyException(String message) {
    super("M_INVALID_PARAM", message);
  }
}
