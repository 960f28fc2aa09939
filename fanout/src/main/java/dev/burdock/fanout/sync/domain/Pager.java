package dev.burdock.fanout.sync.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chooses what one response holds: oldest first, at most a limit, bursts whole (R13, R20). */
public final class Pager {
  private Pager() {}

  /** An item that a window holds, and the user's membership of its room. */
  record Due(StickyItem item, MarkedMembership membership) {}

  /**
   * The page of a window.
   *
   * @param rooms the user's rooms
   * @param wanted what may be given; what the client was told already may not
   * @param owing the rooms that are given and those that stay due as a whole
   * @param limit most items of the page, at least 1
   * @param now ms since the epoch
   */
  public static Page page(
      Window window,
      Collection<VisibleRoom> rooms,
      Wanted wanted,
      OwedRooms.Change owing,
      int limit,
      long now) {
    Found found = Found.in(window, rooms, wanted, limit, now);
    if (found.early().isEmpty() || window.cursor().isPresent()) {
      return page(window, found, owing, limit, Set.of(), now);
    }
    List<Due> all = due(window, rooms, now).toList();
    Window shorter = window.upTo(Bounds.before(found.early(), all, window.bound()));
    Found before = Found.in(shorter, rooms, wanted, limit, now);
    return page(shorter, before, owing, limit, ids(found.early()), now);
  }

  /**
   * What a window holds.
   *
   * @param oldest of what may be given, as many as it takes to fill a page
   * @param early what may be given and is better left to the homeserver
   * @param leftOut ids of what may not be given
   */
  private record Found(Oldest oldest, List<Due> early, Set<String> leftOut) {
    static Found in(
        Window window, Collection<VisibleRoom> rooms, Wanted wanted, int limit, long now) {
      // With one item more than fits it is known whether the last burst goes on.
      Oldest oldest = new Oldest(Math.min(limit, Integer.MAX_VALUE - 1) + 1);
      Found found = new Found(oldest, new ArrayList<>(), new HashSet<>());
      due(window, rooms, now).forEach(one -> found.add(one, window, wanted));
      return found;
    }

    private void add(Due one, Window window, Wanted wanted) {
      StickyItem item = one.item();
      if (!wanted.items().test(item) || window.told().holds(item.eventId())) {
        leftOut.add(item.eventId());
        return;
      }
      oldest.add(one);
      if (wanted.early().test(item)) {
        early.add(one);
      }
    }
  }

  private static Stream<Due> due(Window window, Collection<VisibleRoom> rooms, long now) {
    return rooms.stream()
        .filter(room -> !room.items().isEmpty())
        .filter(room -> window.shows(room.items().get(0).roomId(), room.membership()))
        .flatMap(
            room ->
                room.items().stream()
                    .filter(item -> item.isSticky(now) && window.holds(room.membership(), item))
                    .map(item -> new Due(item, room.membership())));
  }

  private static Page page(
      Window window, Found found, OwedRooms.Change owing, int limit, Set<String> early, long now) {
    List<Due> due = found.oldest().kept();
    int size = sizeOfPage(due, limit);
    List<Due> given = due.subList(0, size);
    SyncToken next =
        size == found.oldest().size()
            ? window.end(found.leftOut(), owing, now)
            : window.cutAt(due.get(size - 1).item().key(), owing);
    return new Page(
        given.stream().map(Due::item).toList(),
        next,
        found.oldest().roomsBeyond(given),
        found.leftOut(),
        early,
        ids(given.stream().filter(Pager::isWhileJoined).toList()));
  }

  private static boolean isWhileJoined(Due one) {
    return one.item().mark().isAfter(one.membership().mark());
  }

  private static Set<String> ids(List<Due> due) {
    return due.stream().map(one -> one.item().eventId()).collect(Collectors.toSet());
  }

  private static int sizeOfPage(List<Due> due, int limit) {
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

  private static int endOfBurst(List<Due> due, int start) {
    int end = start + 1;
    while (end < due.size() && due.get(start).item().isOfOneBurstWith(due.get(end).item())) {
      end++;
    }
    return end;
  }
}
