package dev.burdock.fanout.sync.gateway;

import java.util.OptionalLong;

/**
 * How long an answer is held back while the rest of a burst is on its way (R20, ADR 0110): a moment
 * first; when all of it, asked for again, has grown, as long as the bound allows. Of one request.
 */
final class BurstHold {
  /** What has not grown after it is whole. */
  private static final long MOMENT_MS = 300;

  /** A shorter pause is not worth a question. */
  private static final long SHORTEST_MS = 100;

  private final long longestMs;
  private long beganMs;
  private long askedMs;
  private int most;

  /**
   * Nothing is held yet.
   *
   * @param longestMs longest time that an answer is held, ms
   */
  BurstHold(long longestMs) {
    this.longestMs = longestMs;
  }

  /**
   * Pause before all of it is asked for again, ms; none when this answer is to be given.
   *
   * @param late how many of its sticky events came late
   * @param now ms, on any clock that does not go back
   */
  OptionalLong pauseMs(int late, long now) {
    boolean first = most == 0;
    if (late <= most) {
      return OptionalLong.empty();
    }
    most = late;
    if (first) {
      beganMs = now;
      return pauseMs(Math.min(MOMENT_MS, longestMs), now);
    }
    long answerMs = now - askedMs;
    return pauseMs(beganMs + longestMs - now - answerMs, now);
  }

  private OptionalLong pauseMs(long pauseMs, long now) {
    askedMs = now + pauseMs;
    return pauseMs < SHORTEST_MS ? OptionalLong.empty() : OptionalLong.of(pauseMs);
  }

  /** How long an answer that is held may still be, ms. */
  long leftMs(long now) {
    return Math.max(0, beganMs + longestMs - now);
  }
}
