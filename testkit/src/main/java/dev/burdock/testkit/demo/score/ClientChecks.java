package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Unserved;
import dev.burdock.testkit.oracle.Expectations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be asked of clients where no clock is set and nothing of the pipeline is hurt: every
 * request is served, and every event says how long it stays sticky (R17).
 */
public final class ClientChecks {
  private ClientChecks() {}

  /** What is not so, in words. */
  public static List<String> violations(Expectations expectations, History history) {
    Map<String, Long> ends = new HashMap<>();
    expectations.read(
        rooms -> {
          rooms
              .values()
              .forEach(
                  room ->
                      room.entries().forEach(entry -> ends.put(entry.event().id(), entry.endMs())));
          return ends;
        });
    List<String> violations = new ArrayList<>();
    for (Unserved unserved : history.all(Unserved.class)) {
      violations.add(unserved.client() + ": /sync answered " + unserved.status());
    }
    for (Seen seen : history.all(Seen.class)) {
      Long end = ends.get(seen.eventId());
      if (end != null && !isRight(seen, end)) {
        String left =
            seen.timeLeft().isPresent() ? Long.toString(seen.timeLeft().getAsLong()) : "missing";
        violations.add(
            seen.client() + ": time left of " + seen.eventId() + " is " + left + " (R17)");
      }
    }
    return violations;
  }

  private static boolean isRight(Seen seen, long end) {
    if (seen.timeLeft().isEmpty()) {
      return seen.at() > end;
    }
    long left = seen.timeLeft().getAsLong();
    return left > 0 && left <= end - seen.askedAt() && left >= end - seen.at() - Target.READING_MS;
  }
}
