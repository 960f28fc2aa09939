package dev.burdock.fanout.federation.kafka;

import dev.burdock.schemas.offset.OffsetTracker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * For how long the oldest unfinished record of each partition has been the oldest: offsets that do
 * not move are how everything shows that stands still. Written by one thread, read by all.
 */
final class Unfinished {
  private final LongSupplier nanos;
  private final Map<Integer, Oldest> oldest = new HashMap<>();
  private volatile Oldest worst;

  private record Oldest(int partition, long offset, long sinceNanos) {}

  Unfinished(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Looks at all partitions that there are now. */
  void look(Map<Integer, OffsetTracker> trackers) {
    oldest.keySet().retainAll(trackers.keySet());
    Oldest longest = null;
    for (Map.Entry<Integer, OffsetTracker> next : trackers.entrySet()) {
      Oldest now = look(next.getKey(), next.getValue());
      if (now != null && (longest == null || now.sinceNanos() - longest.sinceNanos() < 0)) {
        longest = now;
      }
    }
    worst = longest;
  }

  private Oldest look(int partition, OffsetTracker tracker) {
    if (tracker.open() == 0) {
      oldest.remove(partition);
      return null;
    }
    long offset = tracker.committable();
    Oldest before = oldest.get(partition);
    Oldest now =
        before != null && before.offset() == offset
            ? before
            : new Oldest(partition, offset, nanos.getAsLong());
    oldest.put(partition, now);
    return now;
  }

  /** The longest of these times, ms; 0 when nothing is unfinished. */
  long ageMs() {
    Oldest now = worst;
    return now == null ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - now.sinceNanos());
  }

  /** The offset of that record; -1 when nothing is unfinished. */
  long offset() {
    Oldest now = worst;
    return now == null ? -1 : now.offset();
  }
}
