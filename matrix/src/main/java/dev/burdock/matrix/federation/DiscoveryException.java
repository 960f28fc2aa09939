package dev.burdock.matrix.federation;

import dev.burdock.matrix.MatrixException;

/** A server name that leads to no address that may be used; {@code M_UNKNOWN}. */
public final class DiscoveryException extends MatrixException {
  private static final long serialVersionUID = 1L;

  DiscoveryException(String message) {
    super("M_UNKNOWN", message);
  }
}
