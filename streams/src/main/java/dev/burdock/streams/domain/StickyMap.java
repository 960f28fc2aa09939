package dev.burdock.streams.domain;

import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.streams.kept.KeptEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

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
    NavigableMap<MapCandidate, Optional<KeptEvent>> standing = new TreeMap<>();
    rooms.mapCandidates(key).forEach(candidate -> standing.put(candidate, Optional.empty()));
    events.forEach(
        (eventId, event) -> {
          MapCandidate candidate = candidates.get(eventId);
          standing.remove(candidate);
          if (event == null) {
            decision.change(writer -> writer.dropMapCandidate(key, candidate));
          } else {
            standing.put(candidate, Optional.of(event));
            decision.change(writer -> writer.putMapCandidate(key, candidate));
          }
        });
    standing.keySet().removeIf(candidate -> candidate.endMs() <= nowMs);
    show(key, standing, decision);
  }

  private void show(
      MapKey key, NavigableMap<MapCandidate, Optional<KeptEvent>> standing, Decision decision) {
    Optional<String> shown = rooms.mapShown(key);
    if (standing.isEmpty()) {
      if (shown.isPresent()) {
        decision.change(writer -> writer.dropMapShown(key));
        decision.map(key, null);
      }
      return;
    }
    MapCandidate winner = standing.lastKey();
    if (shown.filter(winner.eventId()::equals).isEmpty()) {
      standing
          .get(winner)
          .or(() -> rooms.sticky(key.room(), winner.offset(), winner.index()))
          .ifPresent(
              event -> {
                decision.change(writer -> writer.putMapShown(key, winner.eventId()));
                decision.map(key, entry(key, event));
              });
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
