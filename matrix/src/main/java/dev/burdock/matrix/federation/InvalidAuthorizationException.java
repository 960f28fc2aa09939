package dev.burdock.matrix.federation;

import dev.burdock.matrix.MatrixException;

/**
 * An {@code Authorization} header that does not authenticate the request; {@code M_UNAUTHORIZED}.
 */
public final class InvalidAuthorizationException extends MatrixException {
  private static final long serialVersionUID = 1L;

  InvalidAuthorizationException(String message) {
    super("M_UNAUTHORIZED", message);
  }
}
