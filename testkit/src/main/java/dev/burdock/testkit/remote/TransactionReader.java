package dev.burdock.testkit.remote;

import java.util.List;

/** Checks a transaction as a homeserver does. */
@FunctionalInterface
public interface TransactionReader {

  /**
   * The ids of its PDUs, in order.
   *
   * @param destination the server that was asked
   * @throws RefusedException when a homeserver would refuse it as a whole
   */
  List<String> eventIds(String destination, String uri, String authorization, byte[] body)
      throws RefusedException;

  /** A transaction that was refused as a whole. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }
}
