package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client or server got, by event. Not safe for many threads. */
final class Deliveries {
  private final Map<String, List<Receipt>> byEvent = new HashMap<>();
  private long count;
  private long retried;

  /**
   * One of them.
   *
   * @param at when it came, ms; in a transaction, when that was first sent
   * @param toldAt when that was over, ms
   * @param dated whether it says how long the event stays sticky: it was written in time then,
   *     however late it was read
   */
  record Receipt(long at, long toldAt, boolean dated) {}

  static Deliveries toClient(List<Seen> sights) {
    Deliveries deliveries = new Deliveries();
    for (Seen seen : sights) {
      deliveries.add(
          key(seen.roomId(), seen.eventId()),
          new Receipt(seen.at(), seen.at(), seen.timeLeft().isPresent()));
    }
    return deliveries;
  }

  /** A transaction that is repeated brings its PDUs once. */
  static Deliveries toServer(List<Send> sends) {
    Deliveries deliveries = new Deliveries();
    Map<String, Long> firstSent = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Send send : sends) {
      deliveries.retried += firstSent.containsKey(send.txnId()) ? 1 : 0;
      firstSent.merge(send.txnId(), send.startedAt(), Math::min);
      if (send.result().processed() && taken.add(send.txnId())) {
        Receipt delivery = new Receipt(firstSent.get(send.txnId()), send.endedAt(), false);
        send.eventIds().forEach(id -> deliveries.add(id, delivery));
      }
    }
    return deliveries;
  }

  /** How a client names an event: it may be shown in another room than its own. */
  static String key(String roomId, String eventId) {
    return roomId + " " + eventId;
  }

  List<Receipt> of(String key) {
    return byEvent.getOrDefault(key, List.of());
  }

  Set<String> keys() {
    return byEvent.keySet();
  }

  Collection<List<Receipt>> all() {
    return byEvent.values();
  }

  long count() {
    return count;
  }

  /** Transactions that came more than once, each time but the first. */
  long retried() {
    return retried;
  }

  private void add(String key, Receipt delivery) {
    byEvent.computeIfAbsent(key, any -> new ArrayList<>(1)).add(delivery);
    count++;
  }
}
