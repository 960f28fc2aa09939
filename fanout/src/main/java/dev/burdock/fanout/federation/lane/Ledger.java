package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.PushedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which pushes wait behind a cursor: each of them ends with an outcome, though its PDU is kept
 * nowhere (R34). A few bytes for each; while a round of catch-up is under way they are found by
 * event.
 */
final class Ledger {
  private final List<PushedEvent> waiting = new ArrayList<>();

  /** The same, in a round; null outside of one. */
  private Map<String, PushedEvent> byEvent;

  /**
   * Adds a push.
   *
   * @return an earlier push of the same event, which this one takes the place of
   */
  Optional<PushedEvent> add(PushedEvent push) {
    if (byEvent != null) {
      return Optional.ofNullable(byEvent.put(push.eventId(), push));
    }
    waiting.add(push);
    return Optional.empty();
  }

  /**
   * Begins a round.
   *
   * @return earlier pushes of events that wait twice
   */
  List<PushedEvent> open() {
    List<PushedEvent> superseded = new ArrayList<>();
    close();
    waiting.sort(Comparator.comparingLong(PushedEvent::offset));
    byEvent = new LinkedHashMap<>();
    for (PushedEvent push : waiting) {
      PushedEvent earlier = byEvent.put(push.eventId(), push);
      if (earlier != null && !earlier.key().equals(push.key())) {
        superseded.add(earlier);
      }
    }
    waiting.clear();
    return superseded;
  }

  /** Ends the round. */
  void close() {
    if (byEvent != null) {
      waiting.addAll(byEvent.values());
      byEvent = null;
    }
  }

  /** Takes a push out that came in the round. */
  Optional<PushedEvent> take(String eventId) {
    return byEvent == null ? Optional.empty() : Optional.ofNullable(byEvent.remove(eventId));
  }

  boolean has(String eventId) {
    return byEvent != null && byEvent.containsKey(eventId);
  }

  /** Takes out those of which something is true, so many at most. */
  List<PushedEvent> remove(Predicate<PushedEvent> which, int most) {
    List<PushedEvent> removed = new ArrayList<>();
    Iterator<PushedEvent> all = all().iterator();
    while (all.hasNext() && removed.size() < most) {
      PushedEvent push = all.next();
      if (which.test(push)) {
        all.remove();
        removed.add(push);
      }
    }
    return removed;
  }

  Collection<PushedEvent> all() {
    return byEvent == null ? waiting : byEvent.values();
  }

  boolean isEmpty() {
    return all().isEmpty();
  }
}
