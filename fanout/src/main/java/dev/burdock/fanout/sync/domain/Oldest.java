package dev.burdock.fanout.sync.domain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The oldest of many items, a bounded number of them, and how many there are of each room. */
final class Oldest {
  private static final Comparator<StickyItem> ORDER = Comparator.comparing(StickyItem::key);

  private final int most;
  private final PriorityQueue<StickyItem> youngestFirst = new PriorityQueue<>(ORDER.reversed());
  private final Map<String, Integer> byRoom = new HashMap<>();
  private int size;

  /**
   * @param most how many are kept, at least 1
   */
  Oldest(int most) {
    this.most = most;
  }

  void add(StickyItem item) {
    size++;
    byRoom.merge(item.roomId(), 1, Integer::sum);
    youngestFirst.add(item);
    if (youngestFirst.size() > most) {
      youngestFirst.remove();
    }
  }

  /** Those that were kept, the oldest first. */
  List<StickyItem> kept() {
    return youngestFirst.stream().sorted(ORDER).toList();
  }

  /** How many were added. */
  int size() {
    return size;
  }

  /** How many of a room were added. */
  int sizeOf(String roomId) {
    return byRoom.getOrDefault(roomId, 0);
  }
}
