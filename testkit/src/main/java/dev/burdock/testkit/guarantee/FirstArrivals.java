package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** When each acknowledged event first reached each destination and client, ms. */
final class FirstArrivals {
  private final Map<String, Acknowledged> events;
  private final Map<String, Map<String, Long>> destinations = new HashMap<>();
  private final Map<String, Map<String, Long>> receivers = new HashMap<>();

  private FirstArrivals(Map<String, Acknowledged> events) {
    this.events = events;
  }

  static FirstArrivals of(History history) {
    FirstArrivals arrivals = new FirstArrivals(history.events());
    for (Send send : history.all(Send.class)) {
      if (send.result().processed()) {
        send.eventIds().forEach(id -> arrivals.reached(send.destination(), id, send.startedAt()));
      }
    }
    history
        .all(Seen.class)
        .forEach(seen -> arrivals.shown(seen.client(), seen.eventId(), seen.at()));
    return arrivals;
  }

  Acknowledged event(String eventId) {
    return events.get(eventId);
  }

  Set<String> destinations() {
    return destinations.keySet();
  }

  /** The first arrivals at a destination by event. */
  Map<String, Long> at(String destination) {
    return destinations.getOrDefault(destination, Map.of());
  }

  /**
   * The first sign that the way of an event to its destination is open: somebody else has it, or
   * the destination something that was acknowledged later. {@link Observation#OPEN} for none.
   */
  long opened(Acknowledged event, String destination) {
    Stream<Long> elsewhere =
        receivers.get(event.eventId()).entrySet().stream()
            .filter(arrival -> !arrival.getKey().equals(destination))
            .map(Map.Entry::getValue);
    Stream<Long> later =
        at(destination).entrySet().stream()
            .filter(arrival -> events.get(arrival.getKey()).at() > event.at())
            .map(Map.Entry::getValue);
    return Stream.concat(elsewhere, later)
        .mapToLong(Long::longValue)
        .min()
        .orElse(Observation.OPEN);
  }

  private void reached(String destination, String eventId, long at) {
    if (shown(destination, eventId, at)) {
      destinations
          .computeIfAbsent(destination, any -> new HashMap<>())
          .merge(eventId, at, Math::min);
    }
  }

  private boolean shown(String whom, String eventId, long at) {
    boolean known = events.containsKey(eventId);
    if (known) {
      receivers.computeIfAbsent(eventId, any -> new HashMap<>()).merge(whom, at, Math::min);
    }
    return known;
  }
}
