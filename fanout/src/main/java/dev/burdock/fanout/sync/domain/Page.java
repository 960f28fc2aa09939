package dev.burdock.fanout.sync.domain;

import java.util.List;
import java.util.Set;

/**
 * The sticky part of one response.
 *
 * @param items in the order of delivery
 * @param next what the client has seen once it has this page
 * @param cutRooms ids of rooms that have items here and more behind
 */
public record Page(List<Item> items, SyncToken next, Set<String> cutRooms) {
  public Page {
    items = List.copyOf(items);
    cutRooms = Set.copyOf(cutRooms);
  }

  /** Whether more waits, so that the next request is answered at once (R13). */
  public boolean more() {
    return !next.isWhole();
  }
}
