package dev.burdock.fanout.federation.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What waits for failing destinations, outside of memory.
 *
 * @param topics most retry topics at once; further destinations are caught up through the topology
 * @param idle how long a drained retry topic stays
 * @param spillAfter failures in a row after which what waits leaves memory
 * @param rounds most destinations that are caught up through the topology at once
 */
public record RetryConfig(int topics, Duration idle, int spillAfter, int rounds) {
  public static final Key<Long> TOPICS =
      Key.integer(
          "burdock.federation.retry.topics",
          1_000,
          0,
          100_000,
          "Most retry topics at once, over all workers; further failing destinations are caught up"
              + " through the topology.");
  public static final Key<Long> IDLE =
      Key.integer(
          "burdock.federation.retry.idle-ms",
          300_000,
          0,
          86_400_000,
          "How long a retry topic stays when nothing waits in it any more, ms.");
  public static final Key<Long> SPILL_AFTER =
      Key.integer(
          "burdock.federation.retry.after-failures",
          2,
          1,
          100,
          "Failures in a row after which what waits for a destination leaves memory.");
  public static final Key<Long> ROUNDS =
      Key.integer(
          "burdock.federation.catch-up.requests",
          20,
          1,
          10_000,
          "Most destinations of one worker that are caught up through the topology at once.");
  public static final List<Key<?>> KEYS = List.of(TOPICS, IDLE, SPILL_AFTER, ROUNDS);

  public static RetryConfig from(Settings settings) {
    return new RetryConfig(
        settings.get(TOPICS).intValue(),
        Duration.ofMillis(settings.get(IDLE)),
        settings.get(SPILL_AFTER).intValue(),
        settings.get(ROUNDS).intValue());
  }
}
