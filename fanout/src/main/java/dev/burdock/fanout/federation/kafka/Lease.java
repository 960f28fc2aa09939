package dev.burdock.fanout.federation.kafka;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How sure a worker may be of its partitions: one that was frozen, or cut off the brokers, may have
 * lost them without having been told, and starts nothing until its group has answered. Safe for
 * many threads.
 */
public final class Lease {
  private final long lengthNanos;
  private final LongSupplier nanos;
  private volatile long renewedNanos;

  /**
   * @param length below the session timeout of the group
   */
  public Lease(Duration length, LongSupplier nanos) {
    this.lengthNanos = length.toNanos();
    this.nanos = nanos;
    this.renewedNanos = nanos.getAsLong();
  }

  /** Whether it is time to ask the group again. */
  boolean isDue() {
    return nanos.getAsLong() - renewedNanos >= lengthNanos / 3;
  }

  public boolean holds() {
    return nanos.getAsLong() - renewedNanos < lengthNanos;
  }

  /** Tells whether the group has answered a question that was asked after this call. */
  public BooleanSupplier confirmation() {
    long from = nanos.getAsLong();
    return () -> renewedNanos - from > 0;
  }

  /** A moment, for {@link #renew}. */
  long now() {
    return nanos.getAsLong();
  }

  /**
   * The group has answered.
   *
   * @param asked the moment in which it was asked: it may have changed its mind since
   */
  void renew(long asked) {
    renewedNanos = asked;
  }
}
