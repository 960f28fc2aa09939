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
 */
public record SyncToken(UUID stream, Marks base, Optional<Cut> cut, Told told) {

  /**
   * A page that did not hold everything.
   *
   * @param bound up to where the chain of pages goes
   * @param cursor the last item that was given
   */
  public record Cut(Marks bound, PageKey cursor) {}

  /** Who holds it has seen nothing: the next answers hold every unexpired event. */
  public static SyncToken beginning(UUID stream) {
    return new SyncToken(stream, Marks.NONE, Optional.empty(), Told.NONE);
  }

  /**
   * The same of a client that is told these events by a timeline.
   *
   * @param now ms since the epoch
   */
  public SyncToken telling(Collection<String> eventIds, long now) {
    return new SyncToken(stream, base, cut, told.with(eventIds, now));
  }

  /** Whether nothing lies between here and the cursor of a cut. */
  public boolean isWhole() {
    return cut.isEmpty();
  }
}
