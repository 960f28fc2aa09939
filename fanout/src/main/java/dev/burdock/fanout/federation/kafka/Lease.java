package dev.burdock.fanout.federation.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How sure a worker may be of its partitions: one that was frozen, or cut off the brokers, may have
 * lost them without having been told, and starts nothing until its group has answered. Safe for
 * many threads.
 */
final class Lease {
  private final long lengthNanos;
  private final LongSupplier nanos;
  private volatile long renewedNanos;

  /**
   * @param length below the session timeout of the group
   */
  Lease(Duration length, LongSupplier nanos) {
    this.lengthNanos = length.toNanos();
    this.nanos = nanos;
    this.renewedNanos = nanos.getAsLong();
  }

  /** Whether it is time to ask the group again. */
  boolean isDue() {
    return nanos.getAsLong() - renewedNanos >= lengthNanos / 3;
  }

  boolean holds() {
    return nanos.getAsLong() - renewedNanos < lengthNanos;
  }

  void renew() {
    renewedNanos = nanos.getAsLong();
  }
}
