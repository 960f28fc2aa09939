package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.demo.score.Deliveries.Receipt;
import dev.burdock.testkit.oracle.RoomModel;
import dev.burdock.testkit.oracle.StickyEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client or a remote server: what became of what it should get. */
final class Target {
  /** How late a response may be read after it was written, ms. */
  static final long READING_MS = 250;

  /** How long a transaction may be on its way to a server, its connection included, ms. */
  private static final long WAY_MS = 1_000;

  private final String name;
  private final Patience patience;
  private final Deliveries deliveries;

  /**
   * Somebody to deliver to.
   *
   * @param name a user id or a server name
   */
  Target(String name, Patience patience, Deliveries deliveries) {
    this.name = name;
    this.patience = patience;
    this.deliveries = deliveries;
  }

  /** What became of every sticky event of these rooms. */
  TargetScore score(Map<String, RoomModel> rooms, long nowMs) {
    Set<String> known = new HashSet<>();
    List<String> lost = new ArrayList<>();
    Fate sum = Fate.NONE;
    long afterExpiry = 0;
    patience.learn(pace(rooms));
    for (Map.Entry<String, RoomModel> room : rooms.entrySet()) {
      for (StickyEntry entry : room.getValue().entries()) {
        String key = key(room.getKey(), entry);
        known.add(key);
        List<Receipt> got = deliveries.of(key);
        afterExpiry += got.stream().filter(delivery -> late(delivery, entry.endMs())).count();
        Fate fate =
            Fate.of(room.getValue().reasons(name, entry), times(got), patience, entry, nowMs);
        if (fate.lost() > 0) {
          lost.add(Deliveries.key(room.getKey(), entry.event().id()));
        }
        sum = sum.plus(fate);
      }
    }
    long unknown = deliveries.keys().stream().filter(key -> !known.contains(key)).count();
    return new TargetScore(
        name, deliveries.count(), deliveries.retried(), afterExpiry, unknown, lost, sum);
  }

  private Pace pace(Map<String, RoomModel> rooms) {
    Pace pace = new Pace();
    rooms.forEach(
        (roomId, room) ->
            room.entries()
                .forEach(
                    entry -> {
                      List<Receipt> got = deliveries.of(key(roomId, entry));
                      if (!got.isEmpty()) {
                        Fate.forEachDelivery(room.reasons(name, entry), times(got), pace::came);
                      }
                    }));
    return pace;
  }

  private boolean late(Receipt delivery, long endMs) {
    return !delivery.dated() && delivery.at() > endMs + (isServer() ? WAY_MS : READING_MS);
  }

  private boolean isServer() {
    return !name.startsWith("@");
  }

  private String key(String roomId, StickyEntry entry) {
    String id = entry.event().id();
    return isServer() ? id : Deliveries.key(roomId, id);
  }

  private static List<Long> times(List<Receipt> deliveries) {
    return deliveries.stream().map(Receipt::at).toList();
  }
}
