package dev.burdock.fanout.federation.lane;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that the test moves. */
public final class ManualClock extends Clock {
  private long millis;

  public ManualClock(long millis) {
    this.millis = millis;
  }

  public void move(long byMillis) {
    millis += byMillis;
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
