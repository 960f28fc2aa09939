package dev.burdock.testkit.demo.score;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How late deliveries to one target were, by when each was due. What was due among late ones may
 * have ended on its way; what was due among prompt ones may not. Not safe for many threads.
 */
final class Pace {
  private final NavigableMap<Long, Long> latenciesMs = new TreeMap<>();

  /** What was due at {@code dueMs} came so much later. */
  void came(long dueMs, long latencyMs) {
    latenciesMs.merge(dueMs, latencyMs, Math::max);
  }

  /** The longer latency of the two deliveries that were due just before and after, ms. */
  long around(long dueMs) {
    return Math.max(
        latency(latenciesMs.floorEntry(dueMs)), latency(latenciesMs.ceilingEntry(dueMs)));
  }

  private static long latency(Map.Entry<Long, Long> delivery) {
    return delivery == null ? 0 : delivery.getValue();
  }
}
