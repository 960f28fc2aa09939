package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * After recovery a lane drains within a bound, and no lane idles while it is due and healthy: what
 * arrives at all arrives within the bound after the last thing that stood in its way.
 */
final class DrainsInTime implements Guarantee {
  @Override
  public int number() {
    return 7;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Map<String, Acknowledged> events = history.events();
    long recovery = bounds.recovery().toMillis();
    Memberships memberships = Memberships.of(history);
    return history.by(Send.class, Send::destination).entrySet().stream()
        .flatMap(
            lane -> {
              Intervals hindering = Intervals.hindering(history, lane.getKey());
              return first(lane.getValue()).entrySet().stream()
                  .filter(arrival -> events.containsKey(arrival.getKey()))
                  .filter(
                      arrival -> {
                        Acknowledged event = events.get(arrival.getKey());
                        long from =
                            memberships.dueFrom(
                                lane.getKey(), event.roomId(), event.at(), arrival.getValue());
                        long free = hindering.freeFor(from, recovery);
                        return free != Observation.OPEN && arrival.getValue() > free + recovery;
                      })
                  .map(
                      arrival ->
                          arrival.getKey()
                              + " reached "
                              + lane.getKey()
                              + " only "
                              + (arrival.getValue() - events.get(arrival.getKey()).at())
                              + " ms after its acknowledgement");
            });
  }

  private static Map<String, Long> first(Iterable<Send> sends) {
    Map<String, Long> first = new HashMap<>();
    for (Send send : sends) {
      if (send.result().processed()) {
        send.eventIds().forEach(id -> first.merge(id, send.startedAt(), Math::min));
      }
    }
    return first;
  }
}
