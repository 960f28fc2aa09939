package dev.burdock.ingest.pdu;

/** How long to wait before the homeserver is asked again: 100 ms, doubling to 10 s. */
final class RetryDelay {
  /** The attempt after which an operator should know. */
  static final int NOTABLE = 5;

  private static final long FIRST_MS = 100;
  private static final long LONGEST_MS = 10_000;

  private RetryDelay() {}

  /**
   * The wait in ms.
   *
   * @param number of the attempt that failed, from 1
   */
  static long afterAttempt(int number) {
    return Math.min(LONGEST_MS, FIRST_MS << Math.min(number - 1, 10));
  }
}
