package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has not arrived yet. */
public final class Outstanding {
  private Outstanding() {}

  /**
   * The unexpired events that somebody does not have, each in words.
   *
   * @param acknowledgedBefore only of the events that were acknowledged before, ms
   */
  public static List<String> of(History history, long now, long acknowledgedBefore) {
    Map<String, Long> withdrawn = history.withdrawals();
    Set<List<String>> had = new HashSet<>();
    for (Seen seen : history.all(Seen.class)) {
      had.add(List.of(seen.client(), seen.eventId()));
    }
    for (Send send : history.all(Send.class)) {
      if (send.result().processed()) {
        send.eventIds().forEach(id -> had.add(List.of(send.destination(), id)));
      }
    }
    List<String> missing = new ArrayList<>();
    for (Acknowledged event : history.all(Acknowledged.class)) {
      if (event.at() >= acknowledgedBefore
          || event.endTs() <= now
          || withdrawn.containsKey(event.eventId())) {
        continue;
      }
      Set<String> due = new HashSet<>(event.clients());
      due.addAll(event.destinations());
      due.stream()
          .filter(whom -> !had.contains(List.of(whom, event.eventId())))
          .forEach(whom -> missing.add(event.eventId() + " for " + whom));
    }
    return missing;
  }
}
