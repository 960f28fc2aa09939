package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Breach;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every client with chained tokens sees every event of its rooms once (R10, R11); again only when
 * its user came back into the room (R14), or after a disruption, and that is counted. It sees no
 * event that is not for it (R15), and nothing that no client can read.
 */
final class OnceToEachClient implements Guarantee {
  @Override
  public int number() {
    return 2;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Map<List<String>, List<Seen>> sights = sights(history);
    List<String> words = new ArrayList<>();
    Memberships memberships = Memberships.of(history);
    missing(history, bounds, sights, memberships, words);
    List<Disruption> disruptions = history.all(Disruption.class);
    Map<String, Acknowledged> events = history.events();
    sights
        .values()
        .forEach(
            seen -> {
              Acknowledged event = events.get(seen.get(0).eventId());
              repeated(seen, event, disruptions, memberships, words);
            });
    history.all(Breach.class).stream()
        .filter(Breach::isOfClient)
        .forEach(breach -> words.add(breach.whom() + ": " + breach.what()));
    for (Seen seen : history.all(Seen.class)) {
      Acknowledged event = events.get(seen.eventId());
      if (event != null
          && !event.clients().contains(seen.client())
          && !memberships.cameBetween(seen.client(), event.roomId(), event.at(), seen.at())) {
        words.add(seen.eventId() + " was shown to " + seen.client() + ", who should not have it");
      }
    }
    return words.stream();
  }

  /** How often a client saw an event again. */
  static long duplicates(History history) {
    return sights(history).values().stream().mapToLong(seen -> seen.size() - 1L).sum();
  }

  private static Map<List<String>, List<Seen>> sights(History history) {
    return history.all(Seen.class).stream()
        .collect(Collectors.groupingBy(seen -> List.of(seen.client(), seen.eventId())));
  }

  private static void missing(
      History history,
      Bounds bounds,
      Map<List<String>, List<Seen>> sights,
      Memberships memberships,
      List<String> words) {
    Map<String, Long> withdrawn = history.withdrawals();
    Intervals hindering = Intervals.hinderingClients(history);
    long recovery = bounds.recovery().toMillis();
    for (Acknowledged event : history.events().values()) {
      long end =
          Math.min(
              Math.min(event.endTs(), bounds.observedUntil()),
              withdrawn.getOrDefault(event.eventId(), Observation.OPEN));
      long free = hindering.freeFor(event.at(), recovery);
      event.clients().stream()
          .filter(
              client ->
                  Math.min(end, memberships.leftAfter(client, event.roomId(), event.at()))
                      >= latest(free, recovery))
          .filter(client -> !sights.containsKey(List.of(client, event.eventId())))
          .forEach(client -> words.add(event.eventId() + " was never shown to " + client));
    }
  }

  /** By when something is to have come that may come from {@code free} on; never, where never. */
  private static long latest(long free, long recovery) {
    return free > Observation.OPEN - recovery ? Observation.OPEN : free + recovery;
  }

  private static void repeated(
      List<Seen> seen,
      Acknowledged event,
      List<Disruption> disruptions,
      Memberships memberships,
      List<String> words) {
    long again = 0;
    for (int i = 1; i < seen.size(); i++) {
      Seen before = seen.get(i - 1);
      Seen now = seen.get(i);
      boolean excused =
          disruptions.stream()
              .anyMatch(hurt -> hurt.from() <= now.at() && hurt.to() >= before.at());
      if (!excused && ++again > returns(now, event, memberships)) {
        words.add(now.eventId() + " was shown to " + now.client() + " again");
      }
    }
  }

  private static long returns(Seen seen, Acknowledged event, Memberships memberships) {
    return event == null
        ? 0
        : memberships.returns(
            seen.client(), event, event.clients().contains(seen.client()), seen.at());
  }
}
