package dev.burdock.ingest.inbound;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds how many transactions of one origin are worked on at once. Safe for many threads. */
public final class OriginSlots {
  private final int max;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  public OriginSlots(int max) {
    this.max = max;
  }

  /** Takes a slot; false when the origin has no more. */
  public boolean take(String origin) {
    boolean[] got = new boolean[1];
    taken.compute(
        origin,
        (name, count) -> {
          int before = count == null ? 0 : count;
          got[0] = before < max;
          return got[0] ? before + 1 : before;
        });
    return got[0];
  }

  /** Gives a slot back. */
  public void give(String origin) {
    taken.computeIfPresent(origin, (name, count) -> count == 1 ? null : count - 1);
  }
}
