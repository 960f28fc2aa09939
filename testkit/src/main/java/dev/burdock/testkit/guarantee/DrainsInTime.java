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
 * There the bound counts from the first sign that the way is open, {@link FirstArrivals#opened};
 * without one the end of the wake is the bound (ADR 76).
 */
final class DrainsInTime implements Guarantee {
  @Override
  public int number() {
    return 7;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    FirstArrivals arrivals = FirstArrivals.of(history);
    Memberships memberships = Memberships.of(history);
    List<Disruption> disruptions = history.all(Disruption.class);
    return arrivals.destinations().stream()
        .flatMap(
            name ->
                new AtDestination(
                        name, Intervals.hindering(history, name), disruptions, memberships, bounds)
                    .violations(arrivals));
  }

  private record AtDestination(
      String destination,
      Intervals hindering,
      List<Disruption> disruptions,
      Memberships memberships,
      Bounds bounds) {

    Stream<String> violations(FirstArrivals arrivals) {
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

    private boolean isLate(Acknowledged event, long at, FirstArrivals arrivals) {
      long free = free(memberships.dueFrom(destination, event.roomId(), event.at(), at));
      if (at - recovery() <= free) {
        return false;
      }
      long opened = Math.max(free, arrivals.opened(event, destination));
      return at > wakeOf(free) || at - recovery() > free(opened);
    }

    /** From when nothing hinders; {@link Observation#OPEN} when something always does. */
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
