package dev.burdock.testkit.guarantee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of time in which something could not be expected to arrive, joined where they meet. */
final class Intervals {
  private record Interval(long from, long to) {}

  private final List<Interval> intervals;

  private Intervals(List<Interval> intervals) {
    this.intervals = intervals;
  }

  /** The outages and backoffs of {@code destination}, and what hurt the pipeline itself. */
  static Intervals hindering(History history, String destination) {
    List<Interval> found = new ArrayList<>(disruptions(history));
    for (var outage : history.all(Observation.Outage.class)) {
      if (outage.destination().equals(destination)) {
        found.add(new Interval(outage.from(), outage.to()));
      }
    }
    for (var backoff : Backoffs.inForce(history, destination)) {
      found.add(new Interval(backoff.from(), backoff.to()));
    }
    return new Intervals(joined(found));
  }

  /** What hurt the pipeline itself. */
  static Intervals hinderingClients(History history) {
    return new Intervals(joined(disruptions(history)));
  }

  /**
   * The first moment at or after {@code start} from which nothing hinders for {@code length} ms;
   * {@link Observation#OPEN} when something always does.
   */
  long freeFor(long start, long length) {
    long free = start;
    for (Interval interval : intervals) {
      if (interval.from() >= free + length) {
        break;
      }
      free = Math.max(free, interval.to());
    }
    return free;
  }

  private static List<Interval> disruptions(History history) {
    return history.all(Observation.Disruption.class).stream()
        .map(disruption -> new Interval(disruption.from(), disruption.to()))
        .toList();
  }

  private static List<Interval> joined(List<Interval> found) {
    List<Interval> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingLong(Interval::from));
    List<Interval> joined = new ArrayList<>();
    for (Interval interval : sorted) {
      Interval last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && interval.from() <= last.to()) {
        joined.set(
            joined.size() - 1, new Interval(last.from(), Math.max(last.to(), interval.to())));
      } else {
        joined.add(interval);
      }
    }
    return joined;
  }
}
