package dev.burdock.fanout.sync.domain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/** The oldest of many items, a bounded number of them, and how many there are of each room. */
final class Oldest {
  private static final Comparator<Pager.Due> ORDER = Comparator.comparing(due -> due.item().key());

  private final int most;
  private final PriorityQueue<Pager.Due> youngestFirst = new PriorityQueue<>(ORDER.reversed());
  private final Map<String, Integer> byRoom = new HashMap<>();
  private int size;

  /**
   * @param most how many are kept, at least 1
   */
  Oldest(int most) {
    this.most = most;
  }

  void add(Pager.Due due) {
    size++;
    byRoom.merge(due.item().roomId(), 1, Integer::sum);
    if (youngestFirst.size() < most) {
      youngestFirst.add(due);
    } else if (ORDER.compare(due, youngestFirst.element()) < 0) {
      youngestFirst.remove();
      youngestFirst.add(due);
    }
  }

  /** Those that were kept, the oldest first. */
  List<Pager.Due> kept() {
    return youngestFirst.stream().sorted(ORDER).toList();
  }

  /** How many were added. */
  int size() {
    return size;
  }

  /** Ids of the rooms of these that have more than these. */
  Set<String> roomsBeyond(List<Pager.Due> given) {
    Map<String, Long> givenByRoom =
        given.stream()
            .collect(Collectors.groupingBy(due -> due.item().roomId(), Collectors.counting()));
    return givenByRoom.entrySet().stream()
        .filter(room -> byRoom.get(room.getKey()) > room.getValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
