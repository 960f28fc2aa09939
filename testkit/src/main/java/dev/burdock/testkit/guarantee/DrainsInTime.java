package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import java.util.List;
import java.util.stream.Stream;

/**
 * After recovery a lane drains within a bound, and no lane idles while it is due and healthy: what
 * arrives at all arrives within the bound after the last thing that stood in its way.
 *
 * <p>In the wake of a disruption every part starts anew, and how long that takes is the machine's.
 * There the bound counts from the first sign that the way is open, {@link Arrivals#opened}; without
 * one the end of the wake is the bound (ADR 76).
 */
final class DrainsInTime implements Guarantee {
  @Override
  public int number() {
    return 7;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Arrivals arrivals = Arrivals.of(history);
    Memberships memberships = Memberships.of(history);
    List<Disruption> disruptions = history.all(Disruption.class);
    return arrivals.destinations().stream()
        .map(
            name ->
                new Lane(
                    name, memberships, Intervals.hindering(history, name), disruptions, bounds))
        .flatMap(lane -> lane.violations(arrivals));
  }

  private record Lane(
      String destination,
      Memberships memberships,
      Intervals hindering,
      List<Disruption> disruptions,
      Bounds bounds) {

    Stream<String> violations(Arrivals arrivals) {
      return arrivals.at(destination).entrySet().stream()
          .filter(arrival -> isLate(arrivals.event(arrival.getKey()), arrival.getValue(), arrivals))
          .map(
              arrival ->
                  arrival.getKey()
                      + " reached "
                      + destination
                      + " only "
                      + (arrival.getValue() - arrivals.event(arrival.getKey()).at())
                      + " ms after its acknowledgement");
    }

    private boolean isLate(Acknowledged event, long at, Arrivals arrivals) {
      long free = free(memberships.dueFrom(destination, event.roomId(), event.at(), at));
      if (free == Observation.OPEN || at <= free + recovery()) {
        return false;
      }
      long opened = Math.max(free, arrivals.opened(event, destination));
      return at > wakeOf(free) || (opened < at && at > free(opened) + recovery());
    }

    private long free(long from) {
      return hindering.freeFor(from, recovery());
    }

    private long recovery() {
      return bounds.recovery().toMillis();
    }

    /** When the wake of the disruptions that were over by {@code at} ends. */
    private long wakeOf(long at) {
      return disruptions.stream()
          .mapToLong(Disruption::to)
          .filter(to -> to <= at)
          .map(to -> to + bounds.wake().toMillis())
          .max()
          .orElse(at);
    }
  }
}
