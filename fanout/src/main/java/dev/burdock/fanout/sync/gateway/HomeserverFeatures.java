package dev.burdock.fanout.sync.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the homeserver knows sticky events itself, as its answers show: then each of them is in a
 * timeline or in a section of its answers, and one that is in neither is about to come.
 */
final class HomeserverFeatures {
  private static final long NEVER = -1;
  private static final Duration HOLDS = Duration.ofHours(1);

  private final Clock clock;
  private final AtomicLong seenTs = new AtomicLong(NEVER);

  HomeserverFeatures(Clock clock) {
    this.clock = clock;
  }

  /** Learns from an answer: a section of its own, or a time left in a timeline. */
  void learn(UpstreamSummary summary) {
    if (!summary.section().isEmpty()
        || summary.sticky().stream().anyMatch(HomeserverEvent::hasTimeLeft)) {
      seenTs.set(clock.millis());
    }
  }

  boolean tellsSticky() {
    long seen = seenTs.get();
    return seen != NEVER && clock.millis() - seen < HOLDS.toMillis();
  }
}
