package dev.burdock.http.domain;

import java.util.concurrent.TimeUnit;

/**
 * The time that somebody may fall behind a pace: passes while he is expected to do something, and
 * is earned again by what he does.
 */
public final class Allowance {
  private final long wholeNanos;
  private final long nanosPerByte;
  private long leftNanos;

  /** The whole time is left. */
  public Allowance(long wholeMs, long bytesPerSecond) {
    this.wholeNanos = TimeUnit.MILLISECONDS.toNanos(wholeMs);
    this.nanosPerByte = TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    this.leftNanos = wholeNanos;
  }

  public void renew() {
    leftNanos = wholeNanos;
  }

  public void earn(long bytes) {
    leftNanos = Math.min(wholeNanos, leftNanos + bytes * nanosPerByte);
  }

  public void pass(long nanos) {
    leftNanos -= nanos;
  }

  public boolean isOver() {
    return leftNanos <= 0;
  }
}
