package dev.burdock.fanout.sync.domain;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sticky part of one response.
 *
 * @param items in the order of delivery
 * @param next what the client has seen once it has this page
 * @param cutRooms ids of rooms that have items here and more behind
 * @param leftOut ids of events that were due and not wanted
 * @param early ids of events that stay due because the homeserver is about to tell them
 * @param whileJoined ids of those items that came while the user was joined
 */
public record Page(
    List<StickyItem> items,
    SyncToken next,
    Set<String> cutRooms,
    Set<String> leftOut,
    Set<String> early,
    Set<String> whileJoined) {
  public Page {
    items = List.copyOf(items);
    cutRooms = Set.copyOf(cutRooms);
    leftOut = Set.copyOf(leftOut);
    early = Set.copyOf(early);
    whileJoined = Set.copyOf(whileJoined);
  }

  /** Nothing, to a client whose token does not move. */
  public static Page none(SyncToken since) {
    return new Page(List.of(), since, Set.of(), Set.of(), Set.of(), Set.of());
  }

  /**
   * The same beside events that the homeserver tells: those which may still come by here are
   * remembered.
   *
   * @param told sticky events of the homeserver's timelines and section
   * @param known those of them that are known here, by id
   * @param anew ids of rooms that the user has just joined: our feed may not know it yet
   * @param now ms since the epoch
   */
  public Page beside(
      Collection<RoomEventId> told, Map<String, KnownItem> known, Set<String> anew, long now) {
    List<RoomEventId> coming =
        told.stream()
            .filter(
                event ->
                    anew.contains(event.roomId())
                        || mayCome(event.eventId(), known.get(event.eventId())))
            .toList();
    return new Page(items, next.telling(coming, now), cutRooms, leftOut, early, whileJoined);
  }

  /** Whether an event, null for one that is not known, is still to come. */
  public boolean isBefore(KnownItem known) {
    return known != null && mayCome(known.item().eventId(), known);
  }

  private boolean mayCome(String eventId, KnownItem known) {
    return more() || (!leftOut.contains(eventId) && (known == null || !known.isPassedBy(next)));
  }

  /** Whether more waits, so that the next request is answered at once (R13). */
  public boolean more() {
    return !next.isWhole();
  }
}
