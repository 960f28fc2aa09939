package dev.burdock.deploy.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged of a part that is asked again and again: each change, and a reminder meanwhile.
 */
final class TroubleLog {
  static final Duration REMINDER = Duration.ofMinutes(5);
  private static final Logger log = LoggerFactory.getLogger(TroubleLog.class);

  private final String part;
  private final Clock clock;
  private String told;
  private Instant toldAt = Instant.MIN;

  TroubleLog(String part, Clock clock) {
    this.part = part;
    this.clock = clock;
  }

  /**
   * It is in trouble.
   *
   * @return whether that was logged
   */
  boolean trouble(String reason) {
    Instant now = clock.instant();
    if (reason.equals(told) && now.isBefore(toldAt.plus(REMINDER))) {
      return false;
    }
    told = reason;
    toldAt = now;
    log.warn("part={} ready=false reason=\"{}\"", part, reason);
    return true;
  }

  /**
   * It is in none.
   *
   * @return whether that was logged
   */
  boolean ready() {
    if (told == null) {
      return false;
    }
    told = null;
    log.info("part={} ready=true", part);
    return true;
  }
}
