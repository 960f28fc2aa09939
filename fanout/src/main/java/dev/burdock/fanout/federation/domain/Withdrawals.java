package dev.burdock.fanout.federation.domain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events that were redacted while they may still wait somewhere (R04). Bounded; not safe for
 * many threads.
 */
public final class Withdrawals {
  private final LinkedHashMap<String, Long> endByEvent = new LinkedHashMap<>();
  private final int capacity;

  /**
   * @param capacity most events remembered; the oldest goes first
   */
  public Withdrawals(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Remembers an event until it would have expired anyway.
   *
   * @param endTs the end of its stickiness, ms since the epoch
   */
  public void add(String eventId, long endTs, long nowTs) {
    endByEvent.putIfAbsent(eventId, endTs);
    var oldest = endByEvent.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Long> entry = oldest.next();
      if (endByEvent.size() <= capacity && entry.getValue() > nowTs) {
        return;
      }
      oldest.remove();
    }
  }

  public boolean contains(String eventId) {
    return endByEvent.containsKey(eventId);
  }
}
