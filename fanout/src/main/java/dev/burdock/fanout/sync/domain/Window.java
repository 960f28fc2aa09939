package dev.burdock.fanout.sync.domain;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * What one response may show: behind {@code base} and behind the cursor, up to {@code bound}.
 *
 * @param stream id of the stream
 * @param base what the client has seen whole
 * @param bound up to where this response looks, in every room alike
 * @param cursor the last item that the client was given of it
 * @param told what the client was told by the homeserver
 * @param owed rooms that are due as a whole
 */
public record Window(
    UUID stream, Marks base, Marks bound, Optional<PageKey> cursor, Told told, OwedRooms owed) {

  /**
   * The window of a request.
   *
   * @param since what the client has seen
   * @param visible how far this reader sees; where the client has seen more, there is nothing new
   */
  public static Window of(SyncToken since, Marks visible) {
    Marks end = since.cut().map(cut -> cut.bound().min(visible)).orElse(visible);
    return new Window(
        since.stream(),
        since.base(),
        end.max(since.base()),
        since.cut().map(SyncToken.Cut::cursor),
        since.told(),
        since.owed());
  }

  /** The same that looks no further than these marks, but never before its base. */
  Window upTo(Marks marks) {
    return new Window(stream, base, bound.min(marks).max(base), cursor, told, owed);
  }

  /** Whether the user sees anything of the room at all (R15). */
  public boolean shows(String roomId, MarkedMembership membership) {
    return membership.isJoinedAt(bound) && !owed.isWithheld(roomId);
  }

  /** The mark behind which the items of a room are new. */
  public Mark newBehind(String roomId, MarkedMembership membership) {
    return isNew(roomId, membership) ? Mark.NONE : base.get(membership.partition());
  }

  /** Whether a room is new to the client as a whole (R14). */
  boolean isNew(String roomId, MarkedMembership membership) {
    return membership.isNewSince(base) || owed.isDue(roomId);
  }

  /** Whether a reader that sees this far has read all of a room that the client has seen. */
  public boolean isReadIn(Marks visible, MarkedMembership membership) {
    int partition = membership.partition();
    return !base.get(partition).isAfter(visible.get(partition));
  }

  /** Whether a response to the user holds this item, expiry apart. */
  public boolean holds(MarkedMembership membership, StickyItem item) {
    return item.mark().isAfter(newBehind(item.roomId(), membership))
        && !item.mark().isAfter(bound.get(membership.partition()))
        && cursor.map(last -> item.key().compareTo(last) > 0).orElse(true);
  }

  /**
   * What a client has seen that was given everything in this window.
   *
   * @param leftOut ids of events of the window that it was not given
   * @param owing the rooms that it was given and those that it was not
   * @param now ms since the epoch
   */
  public SyncToken end(Collection<String> leftOut, OwedRooms.Change owing, long now) {
    return new SyncToken(
        stream, bound, Optional.empty(), told.without(leftOut, now), owed.renewed(owing));
  }

  /**
   * What a client has seen that was given everything up to {@code last}.
   *
   * @param owing the rooms that it was given and those that it was not
   */
  public SyncToken cutAt(PageKey last, OwedRooms.Change owing) {
    return new SyncToken(
        stream, base, Optional.of(new SyncToken.Cut(bound, last)), told, owed.postponing(owing));
  }
}
