package dev.burdock.fanout.federation.lane;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that the test moves. */
public final class ManualClock extends Clock {
  private long millis;
  private long passedMs;

  public ManualClock(long millis) {
    this.millis = millis;
  }

  /** Time passes. */
  public void move(long byMillis) {
    millis += byMillis;
    passedMs += byMillis;
  }

  /** Somebody sets it. */
  public void step(long byMillis) {
    millis += byMillis;
  }

  /** A clock that nobody can set. */
  public long nanos() {
    return passedMs * 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
