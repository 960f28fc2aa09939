package dev.burdock.streams.domain;

import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.streams.kept.KeptEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the map that clients build (R29) as a table: which event each key shows now. Events that
 * are not shown wait, and are uncovered when the winner is redacted or ends.
 */
final class StickyMap {
  private final RoomView rooms;
  private final long nowMs;

  /** What one decision adds; a null event is one that goes. */
  private final Map<MapKey, Map<String, KeptEvent>> touched = new LinkedHashMap<>();

  private final Map<String, MapCandidate> candidates = new HashMap<>();

  /** The changes of one decision, judged at its time. */
  StickyMap(RoomView rooms, long nowMs) {
    this.rooms = rooms;
    this.nowMs = nowMs;
  }

  void add(String room, KeptEvent event) {
    touch(room, event, event);
  }

  void remove(String room, KeptEvent event) {
    touch(room, event, null);
  }

  /** Settles who shows, once all is added and removed. */
  void settle(Decision decision) {
    touched.forEach((key, events) -> settle(key, events, decision));
  }

  private void touch(String room, KeptEvent event, KeptEvent becomes) {
    if (event.getStickyKey() != null) {
      candidates.put(event.getEventId(), MapCandidate.of(event));
      touched
          .computeIfAbsent(MapKey.of(room, event), any -> new LinkedHashMap<>())
          .put(event.getEventId(), becomes);
    }
  }

  private void settle(MapKey key, Map<String, KeptEvent> events, Decision decision) {
    Optional<KeptEvent> best = Optional.empty();
    for (Map.Entry<String, KeptEvent> touch : events.entrySet()) {
      MapCandidate candidate = candidates.get(touch.getKey());
      KeptEvent event = touch.getValue();
      if (event == null) {
        decision.change(writer -> writer.dropMapCandidate(key, candidate));
      } else {
        decision.change(writer -> writer.putMapCandidate(key, candidate));
        if (candidate.endMs() > nowMs && best.map(other -> isAbove(event, other)).orElse(true)) {
          best = Optional.of(event);
        }
      }
    }
    Optional<String> shown = rooms.mapShown(key);
    if (best.isPresent() || shown.map(id -> loses(key, id, events)).orElse(false)) {
      show(key, shown, winner(key, events, best), decision);
    }
  }

  private boolean isAbove(KeptEvent event, KeptEvent other) {
    return candidates.get(event.getEventId()).compareTo(candidates.get(other.getEventId())) > 0;
  }

  /** Whether what a key shows went or ended: else nothing that goes uncovers anything. */
  private boolean loses(MapKey key, String shown, Map<String, KeptEvent> events) {
    return events.containsKey(shown)
        || rooms.seen(key.room(), shown).map(seen -> seen.getEndTs() <= nowMs).orElse(true);
  }

  /** The best of what was added and of what stood before and stays. */
  private Optional<KeptEvent> winner(
      MapKey key, Map<String, KeptEvent> events, Optional<KeptEvent> best) {
    Optional<MapCandidate> standing =
        rooms.mapWinner(
            key,
            candidate -> candidate.endMs() > nowMs && !events.containsKey(candidate.eventId()));
    boolean bestWins =
        best.isPresent()
            && standing
                .map(other -> candidates.get(best.get().getEventId()).compareTo(other) > 0)
                .orElse(true);
    return bestWins
        ? best
        : standing.flatMap(it -> rooms.sticky(key.room(), it.offset(), it.index()));
  }

  private static void show(
      MapKey key, Optional<String> shown, Optional<KeptEvent> winner, Decision decision) {
    if (winner.isEmpty()) {
      if (shown.isPresent()) {
        decision.change(writer -> writer.dropMapShown(key));
        decision.map(key, null);
      }
    } else if (shown.filter(winner.get().getEventId()::equals).isEmpty()) {
      KeptEvent event = winner.get();
      decision.change(writer -> writer.putMapShown(key, event.getEventId()));
      decision.map(key, entry(key, event));
    }
  }

  private static StickyMapEntry entry(MapKey key, KeptEvent event) {
    return new StickyMapEntry(
        key.room(),
        key.sender(),
        key.type(),
        key.stickyKey(),
        event.getEventId(),
        event.getOriginServerTs(),
        event.getEndTs(),
        event.getOnlyKey(),
        event.getEvent());
  }
}
