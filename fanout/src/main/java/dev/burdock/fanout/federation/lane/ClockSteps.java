package dev.burdock.fanout.federation.lane;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells a clock that was set from one that went on, by another that cannot be set. */
final class ClockSteps {
  /** What the two may differ by between two looks without one of them having been set, ms. */
  private static final long SMALLEST_MS = 1_000;

  private final Clock clock;
  private final LongSupplier nanos;
  private long lastMs;
  private long lastNanos;

  ClockSteps(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.lastMs = clock.millis();
    this.lastNanos = nanos.getAsLong();
  }

  /** By how much the clock was set since the last call, ms; 0 when it was not. */
  long next() {
    long nowMs = clock.millis();
    long nowNanos = nanos.getAsLong();
    long step = nowMs - lastMs - TimeUnit.NANOSECONDS.toMillis(nowNanos - lastNanos);
    lastMs = nowMs;
    lastNanos = nowNanos;
    return Math.abs(step) < SMALLEST_MS ? 0 : step;
  }
}
