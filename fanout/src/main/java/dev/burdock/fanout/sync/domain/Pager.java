package dev.burdock.fanout.sync.domain;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Chooses what one response holds: oldest first, at most a limit, bursts whole (R13, R20). */
public final class Pager {
  private Pager() {}

  /**
   * The page of a window.
   *
   * @param rooms the user's rooms
   * @param wanted false for what is left out although it is due (R12, R16), as is what the client
   *     was told by timelines; it counts as given
   * @param limit most items of the page, at least 1
   * @param now ms since the epoch
   */
  public static Page page(
      Window window,
      Collection<VisibleRoom> rooms,
      Predicate<StickyItem> wanted,
      int limit,
      long now) {
    // With one item more than fits it is known whether the last burst goes on.
    Oldest due = new Oldest(Math.min(limit, Integer.MAX_VALUE - 1) + 1);
    Set<String> leftOut = new HashSet<>();
    for (VisibleRoom room : rooms) {
      if (window.shows(room.membership())) {
        for (StickyItem item : room.items()) {
          if (!window.holds(room.membership(), item) || !item.isSticky(now)) {
            continue;
          }
          if (wanted.test(item) && !window.told().holds(item.eventId())) {
            due.add(item);
          } else {
            leftOut.add(item.eventId());
          }
        }
      }
    }
    return page(window, due, limit, leftOut, now);
  }

  private static Page page(Window window, Oldest due, int limit, Set<String> leftOut, long now) {
    List<StickyItem> oldest = due.kept();
    int size = sizeOfPage(oldest, limit);
    List<StickyItem> given = oldest.subList(0, size);
    Map<String, Long> givenByRoom =
        given.stream().collect(Collectors.groupingBy(StickyItem::roomId, Collectors.counting()));
    if (size == due.size()) {
      return new Page(given, window.end(leftOut, now), Set.of(), leftOut);
    }
    Set<String> cut = new HashSet<>(givenByRoom.keySet());
    cut.removeIf(room -> due.sizeOf(room) == givenByRoom.get(room));
    return new Page(given, window.cutAt(oldest.get(size - 1).key()), cut, leftOut);
  }

  private static int sizeOfPage(List<StickyItem> due, int limit) {
    int size = 0;
    while (size < due.size()) {
      int end = endOfBurst(due, size);
      if (end > limit) {
        return size > 0 ? size : limit;
      }
      size = end;
    }
    return size;
  }

  private static int endOfBurst(List<StickyItem> due, int start) {
    int end = start + 1;
    while (end < due.size() && sameBurst(due.get(start), due.get(end))) {
      end++;
    }
    return end;
  }

  private static boolean sameBurst(StickyItem a, StickyItem b) {
    return !a.burstId().isEmpty()
        && a.burstId().equals(b.burstId())
        && a.roomId().equals(b.roomId());
  }
}
