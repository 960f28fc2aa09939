package dev.burdock.streams.domain;

/**
 * How much of a limit is used up. No bucket is the same as one that is full and awaited by nobody.
 *
 * @param fullUs when it is full again if nothing more is taken, microseconds since the epoch
 * @param waiting deferred events of this sender; 0 in the buckets of other limits
 */
public record Bucket(long fullUs, int waiting) {
  static final Bucket FULL = new Bucket(0, 0);

  Bucket take(long nextFullUs) {
    return new Bucket(nextFullUs, waiting);
  }

  Bucket wait(int more) {
    return new Bucket(fullUs, waiting + more);
  }

  /** When it is full again, ms, not earlier than that. */
  long fullMs() {
    return Rate.ms(fullUs);
  }
}
