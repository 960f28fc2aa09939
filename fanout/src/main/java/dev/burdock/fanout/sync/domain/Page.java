package dev.burdock.fanout.sync.domain;

import java.util.List;
import java.util.Set;

/**
 * The sticky part of one response.
 *
 * @param items in the order of delivery
 * @param next what the client has seen once it has this page
 * @param cutRooms ids of rooms that have items here and more behind
 * @param newRooms ids of rooms with items here that the user joined behind the token: the client
 *     may not know them yet (R14)
 */
public record Page(List<Item> items, SyncToken next, Set<String> cutRooms, Set<String> newRooms) {
  public Page {
    items = List.copyOf(items);
    cutRooms = Set.copyOf(cutRooms);
    newRooms = Set.copyOf(newRooms);
  }

  /** Whether more waits, so that the next request is answered at once (R13). */
  public boolean more() {
    return !next.isWhole();
  }
}
