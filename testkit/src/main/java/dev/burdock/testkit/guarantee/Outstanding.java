package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Observation.Withdrawn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has not arrived yet; reads what was told since it was asked last, so it is asked often. */
public final class Outstanding {
  private final History history;
  private final Map<String, Due> due = new LinkedHashMap<>();
  private final Map<String, Set<String>> early = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private int read;

  /** Who does not have an event yet. */
  private record Due(Acknowledged event, Set<String> missing) {}

  public Outstanding(History history) {
    this.history = history;
  }

  /**
   * The unexpired events that somebody does not have, each in words.
   *
   * @param acknowledgedBefore only of the events that were acknowledged before, ms
   */
  public synchronized List<String> at(long now, long acknowledgedBefore) {
    List<Observation> fresh = history.since(read);
    read += fresh.size();
    fresh.forEach(this::take);
    due.values().removeIf(entry -> entry.missing().isEmpty() || entry.event().endTs() <= now);
    List<String> words = new ArrayList<>();
    due.values().stream()
        .filter(entry -> entry.event().at() < acknowledgedBefore)
        .forEach(
            entry ->
                entry
                    .missing()
                    .forEach(whom -> words.add(entry.event().eventId() + " for " + whom)));
    return words;
  }

  private void take(Observation observation) {
    if (observation instanceof Seen seen) {
      has(seen.client(), seen.eventId());
    } else if (observation instanceof Send send && send.result().processed()) {
      send.eventIds().forEach(id -> has(send.destination(), id));
    } else if (observation instanceof Withdrawn withdrawn) {
      told.add(withdrawn.eventId());
      due.remove(withdrawn.eventId());
    } else if (observation instanceof Acknowledged event && told.add(event.eventId())) {
      Set<String> missing = new HashSet<>(event.clients());
      missing.addAll(event.destinations());
      missing.removeAll(early.getOrDefault(event.eventId(), Set.of()));
      early.remove(event.eventId());
      due.put(event.eventId(), new Due(event, missing));
    }
  }

  private void has(String whom, String eventId) {
    Due entry = due.get(eventId);
    if (entry != null) {
      entry.missing().remove(whom);
    } else if (!told.contains(eventId)) {
      early.computeIfAbsent(eventId, id -> new HashSet<>()).add(whom);
    }
  }
}
