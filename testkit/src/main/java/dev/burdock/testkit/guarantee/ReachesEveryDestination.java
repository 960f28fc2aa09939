package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Every acknowledged own sticky event reaches each destination that should have it before it
 * expires, or that destination was failing all that time, or gone from the room (R21, R23).
 */
final class ReachesEveryDestination implements Guarantee {
  @Override
  public int number() {
    return 1;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Map<String, Set<String>> processed = processed(history);
    Map<String, Long> withdrawn = history.withdrawals();
    Map<String, Intervals> hindrances = new HashMap<>();
    Memberships memberships = Memberships.of(history);
    return history.events().values().stream()
        .flatMap(
            event ->
                event.destinations().stream()
                    .filter(
                        name -> !processed.getOrDefault(name, Set.of()).contains(event.eventId()))
                    .filter(
                        name -> {
                          Intervals hindering =
                              hindrances.computeIfAbsent(
                                  name, key -> Intervals.hindering(history, key));
                          long left = memberships.leftAfter(name, event.roomId(), event.at());
                          return couldArrive(event, left, hindering, withdrawn, bounds);
                        })
                    .map(name -> event.eventId() + " never reached " + name));
  }

  private static boolean couldArrive(
      Acknowledged event,
      long left,
      Intervals hindering,
      Map<String, Long> withdrawn,
      Bounds bounds) {
    long end =
        LongStream.of(
                event.endTs(),
                bounds.observedUntil(),
                left,
                withdrawn.getOrDefault(event.eventId(), Observation.OPEN))
            .min()
            .getAsLong();
    long recovery = bounds.recovery().toMillis();
    long free = hindering.freeFor(event.at(), recovery);
    return free < end && end - free >= recovery;
  }

  private static Map<String, Set<String>> processed(History history) {
    Map<String, Set<String>> processed = new HashMap<>();
    for (Send send : history.all(Send.class)) {
      if (send.result().processed()) {
        processed
            .computeIfAbsent(send.destination(), name -> new HashSet<>())
            .addAll(send.eventIds());
      }
    }
    return processed;
  }
}
