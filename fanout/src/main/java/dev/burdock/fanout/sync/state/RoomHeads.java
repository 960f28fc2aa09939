package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.StickyItem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of every room with an unexpired sticky event: where its last one stands, and when the last of
 * them ends. Tells, without reading a room, that it has nothing new.
 */
public final class RoomHeads {
  private final Map<String, Head> heads = new ConcurrentHashMap<>();

  private record Head(Mark latest, long latestEnd) {
    Head with(StickyItem item) {
      return new Head(Mark.max(latest, item.mark()), Math.max(latestEnd, item.endTs()));
    }
  }

  /**
   * Takes note of an event.
   *
   * @param now ms since the epoch
   * @return whether it is the only unexpired one of its room
   */
  boolean added(StickyItem item, long now) {
    Head before = heads.get(item.roomId());
    boolean alone = before == null || before.latestEnd() <= now;
    heads.put(item.roomId(), alone ? new Head(item.mark(), item.endTs()) : before.with(item));
    return alone;
  }

  /** Whether an event behind {@code mark} may still be sticky in the room. */
  boolean hasAfter(String roomId, Mark mark, long now) {
    Head head = heads.get(roomId);
    return head != null && head.latestEnd() > now && head.latest().isAfter(mark);
  }

  /** The mark of the room's last event; {@link Mark#NONE} if it has none. */
  Mark latest(String roomId) {
    Head head = heads.get(roomId);
    return head == null ? Mark.NONE : head.latest();
  }

  /** Forgets rooms whose events have all ended. */
  void purge(long now) {
    heads.values().removeIf(head -> head.latestEnd() <= now);
  }

  /** How many rooms have an unexpired sticky event. */
  public int size() {
    return heads.size();
  }
}
