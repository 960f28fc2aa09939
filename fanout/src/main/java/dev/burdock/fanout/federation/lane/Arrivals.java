package dev.burdock.fanout.federation.lane;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What destinations took lately, by the content hashes of PDUs. Bounded: the oldest is forgotten
 * first. Confined to the thread of the lanes.
 */
final class Arrivals {
  private static final long REMEMBERED_MS = 3_600_000;

  private final int capacity;
  private final Clock clock;
  private final Map<String, Map<String, Arrival>> byDestination = new HashMap<>();
  private final ArrayDeque<Ref> order = new ArrayDeque<>();

  private record Ref(String destination, String contentHash, Arrival arrival) {}

  /**
   * A transaction that was taken.
   *
   * @param takenTs ms since the epoch
   * @param errors the destination's words by event id, of PDUs that it refused
   */
  record Arrival(String txnId, long takenTs, Map<String, String> errors) {}

  /**
   * @param capacity most PDUs remembered, one for each destination
   */
  Arrivals(int capacity, Clock clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Remembers a PDU, unless its content hash is empty. */
  void add(String destination, String contentHash, Arrival arrival) {
    if (contentHash.isEmpty()) {
      return;
    }
    byDestination.computeIfAbsent(destination, any -> new HashMap<>()).put(contentHash, arrival);
    order.add(new Ref(destination, contentHash, arrival));
    long oldestTs = clock.millis() - REMEMBERED_MS;
    while (order.size() > capacity || order.peek().arrival().takenTs() < oldestTs) {
      forget(order.remove());
    }
  }

  /** How a destination took something; empty when that is not known. */
  Optional<Arrival> get(String destination, String contentHash) {
    Map<String, Arrival> known = byDestination.get(destination);
    return known == null ? Optional.empty() : Optional.ofNullable(known.get(contentHash));
  }

  /** Whether anything is known of a destination. */
  boolean any(String destination) {
    return byDestination.containsKey(destination);
  }

  private void forget(Ref oldest) {
    Map<String, Arrival> known = byDestination.get(oldest.destination());
    if (known != null && known.remove(oldest.contentHash(), oldest.arrival()) && known.isEmpty()) {
      byDestination.remove(oldest.destination());
    }
  }
}
