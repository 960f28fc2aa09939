package dev.burdock.fanout.sync.domain;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client has seen: everything up to {@code base}, and of what lies between {@code base} and
 * the bound of a cut, everything up to its cursor. It is all that there is to know: no server keeps
 * a cursor of any client (R11).
 *
 * @param stream id of the stream that the marks belong to
 * @param base what was seen whole
 * @param cut present while pages are left (R13)
 * @param told what it has seen beyond that
 * @param owed rooms that it has not seen although they lie before {@code base}
 */
public record SyncToken(UUID stream, Marks base, Optional<Cut> cut, Told told, OwedRooms owed) {

  /**
   * A page that did not hold everything.
   *
   * @param bound up to where the chain of pages goes
   * @param cursor the last item that was given
   */
  public record Cut(Marks bound, PageKey cursor) {}

  /** Who holds it has seen nothing: the next answers hold every unexpired event. */
  public static SyncToken beginning(UUID stream) {
    return new SyncToken(stream, Marks.NONE, Optional.empty(), Told.NONE, OwedRooms.NONE);
  }

  /**
   * The same of a client that is told these events by the homeserver.
   *
   * @param now ms since the epoch
   */
  public SyncToken telling(Collection<RoomEventId> events, long now) {
    return new SyncToken(stream, base, cut, told.with(events, now), owed);
  }

  /** The same of a client that has left these rooms or joined them anew. */
  public SyncToken forgetting(Collection<String> roomIds) {
    return new SyncToken(stream, base, cut, told.withoutRooms(roomIds), owed);
  }

  /** The same of a client that the homeserver tells these rooms as joined. */
  public SyncToken joining(Collection<String> roomIds) {
    return new SyncToken(stream, base, cut, told, owed.joining(roomIds, cut.isPresent()));
  }

  /** The same of a client that it tells these rooms as left, whatever our feed says. */
  public SyncToken leaving(Collection<String> roomIds) {
    return new SyncToken(stream, base, cut, told, owed.leaving(roomIds));
  }

  /** Whether nothing lies between here and the cursor of a cut. */
  public boolean isWhole() {
    return cut.isEmpty();
  }
}
