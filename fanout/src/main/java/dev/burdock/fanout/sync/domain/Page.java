package dev.burdock.fanout.sync.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sticky part of one response.
 *
 * @param items in the order of delivery
 * @param next what the client has seen once it has this page
 * @param cutRooms ids of rooms that have items here and more behind
 * @param leftOut ids of events that were due and not wanted
 */
public record Page(
    List<StickyItem> items, SyncToken next, Set<String> cutRooms, Set<String> leftOut) {
  public Page {
    items = List.copyOf(items);
    cutRooms = Set.copyOf(cutRooms);
    leftOut = Set.copyOf(leftOut);
  }

  /**
   * The same beside timelines that hold sticky events: those which are not known here yet, or may
   * come up again behind the cut, are remembered.
   *
   * @param now ms since the epoch
   */
  public Page beside(Set<String> timeline, long now) {
    Set<String> told = new HashSet<>(timeline);
    if (!more()) {
      told.removeAll(leftOut);
    }
    return new Page(items, next.telling(told, now), cutRooms, leftOut);
  }

  /** Whether more waits, so that the next request is answered at once (R13). */
  public boolean more() {
    return !next.isWhole();
  }
}
