package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Backoff;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shortest backoffs that the failures seen by destinations must have led to. There may have
 * been failures that no destination saw, so the true backoffs are at least as long.
 *
 * @param initial after the first failure
 * @param max the longest
 * @param jitter the largest part of a backoff that chance takes, 0 to 1
 * @param shortestWait after a 429
 */
public record BackoffFloor(Duration initial, Duration max, double jitter, Duration shortestWait) {
  private static final int MOST_DOUBLINGS = 30;

  /** The backoffs of all destinations of a history; a disruption forgets them. */
  public List<Backoff> of(History history) {
    List<Disruption> disruptions = history.all(Disruption.class);
    return history.by(Send.class, Send::destination).values().stream()
        .flatMap(sends -> lane(sends, disruptions))
        .toList();
  }

  private Stream<Backoff> lane(List<Send> told, List<Disruption> disruptions) {
    List<Send> sends = told.stream().sorted(Comparator.comparingLong(Send::startedAt)).toList();
    List<Backoff> backoffs = new ArrayList<>();
    int failures = 0;
    for (int i = 0; i < sends.size(); i++) {
      Send send = sends.get(i);
      boolean last = i + 1 == sends.size();
      if (last || forgotten(send, sends.get(i + 1), disruptions)) {
        failures = 0;
        continue;
      }
      failures = send.result() == Result.FAILED ? failures + 1 : 0;
      if (failures > 0) {
        backoffs.add(backoff(send, after(failures)));
      } else if (send.result() == Result.DELAYED) {
        backoffs.add(backoff(send, shortestWait.toMillis()));
      }
    }
    return backoffs.stream();
  }

  private static Backoff backoff(Send send, long length) {
    return new Backoff(send.destination(), send.endedAt(), send.endedAt() + length);
  }

  private long after(int failures) {
    double doubled =
        (double) initial.toMillis() * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS));
    return (long) Math.floor(Math.min(doubled, (double) max.toMillis()) * (1 - jitter));
  }

  private static boolean forgotten(Send send, Send next, List<Disruption> disruptions) {
    return disruptions.stream()
        .anyMatch(hurt -> hurt.from() <= next.startedAt() && hurt.to() >= send.startedAt());
  }
}
