package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.oracle.RoomModel;
import dev.burdock.testkit.oracle.Span;
import dev.burdock.testkit.oracle.StickyEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client or a remote server: what it got, and what became of what it should get. */
final class Target {
  private final String name;
  private final Patience patience;
  private final Map<String, List<Long>> deliveries = new HashMap<>();
  private long count;
  private long afterExpiry;
  private long retried;

  /**
   * Somebody to deliver to.
   *
   * @param name a user id or a server name
   */
  Target(String name, long patienceMs) {
    this.name = name;
    this.patience = new Patience(patienceMs);
  }

  Patience patience() {
    return patience;
  }

  void got(String roomId, String eventId, long atMs, boolean expired) {
    deliveries.computeIfAbsent(key(roomId, eventId), any -> new ArrayList<>(1)).add(atMs);
    count++;
    afterExpiry += expired ? 1 : 0;
  }

  void retried() {
    retried++;
  }

  /** What became of every sticky event of these rooms. */
  TargetScore score(Map<String, RoomModel> rooms, long nowMs) {
    Set<String> known = new HashSet<>();
    List<String> lost = new ArrayList<>();
    Fate sum = Fate.NONE;
    patience.learn(pace(rooms));
    for (Map.Entry<String, RoomModel> room : rooms.entrySet()) {
      for (StickyEntry entry : room.getValue().entries()) {
        String key = key(room.getKey(), entry.event().id());
        known.add(key);
        List<Long> got = deliveries.getOrDefault(key, List.of());
        Fate fate = Fate.of(reasons(room.getValue(), entry), got, patience, entry, nowMs);
        if (fate.lost() > 0) {
          lost.add(key);
        }
        sum = sum.plus(fate);
      }
    }
    long unknown = deliveries.keySet().stream().filter(key -> !known.contains(key)).count();
    return new TargetScore(name, count, retried, afterExpiry, unknown, lost, sum);
  }

  private Pace pace(Map<String, RoomModel> rooms) {
    Pace pace = new Pace();
    rooms.forEach(
        (roomId, room) ->
            room.entries()
                .forEach(
                    entry -> {
                      List<Long> got = deliveries.get(key(roomId, entry.event().id()));
                      if (got != null) {
                        Fate.forEachDelivery(reasons(room, entry), got, pace::came);
                      }
                    }));
    return pace;
  }

  /** The times in which there was a reason to deliver it. */
  private List<Span> reasons(RoomModel room, StickyEntry entry) {
    if (isServer() && !entry.isOwn()) {
      return List.of();
    }
    return room.presence(name).spans().stream()
        .map(presence -> presence.and(entry.span()))
        .filter(Span::mayHold)
        .toList();
  }

  /** Servers get the events of our own users alone (R21, R24). */
  private boolean isServer() {
    return !name.startsWith("@");
  }

  private static String key(String roomId, String eventId) {
    return roomId + " " + eventId;
  }
}
