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
 * @param told what the client was told by timelines
 */
public record Window(UUID stream, Marks base, Marks bound, Optional<PageKey> cursor, Told told) {

  /**
   * The window of a request.
   *
   * @param since what the client has seen
   * @param visible how far this reader sees; where the client has seen more, there is nothing new
   */
  public static Window of(SyncToken since, Marks visible) {
    return since
        .cut()
        .map(
            cut ->
                new Window(
                    since.stream(),
                    since.base(),
                    cut.bound().min(visible).max(since.base()),
                    Optional.of(cut.cursor()),
                    since.told()))
        .orElseGet(
            () ->
                new Window(
                    since.stream(),
                    since.base(),
                    visible.max(since.base()),
                    Optional.empty(),
                    since.told()));
  }

  /** Whether the user sees anything of the room at all (R15). */
  public boolean shows(MarkedMembership membership) {
    return membership.isJoinedAt(bound);
  }

  /** The mark behind which the items of a room are new. */
  public Mark newBehind(MarkedMembership membership) {
    return membership.isNewSince(base) ? Mark.NONE : base.get(membership.partition());
  }

  /** Whether a response to the user holds this item, expiry apart. */
  public boolean holds(MarkedMembership membership, StickyItem item) {
    return item.mark().isAfter(newBehind(membership))
        && !item.mark().isAfter(bound.get(membership.partition()))
        && cursor.map(last -> item.key().compareTo(last) > 0).orElse(true);
  }

  /**
   * What a client has seen that was given everything in this window.
   *
   * @param leftOut ids of events of the window that it was not given
   * @param now ms since the epoch
   */
  public SyncToken end(Collection<String> leftOut, long now) {
    return new SyncToken(stream, bound, Optional.empty(), told.without(leftOut, now));
  }

  /** What a client has seen that was given everything up to {@code last}. */
  public SyncToken cutAt(PageKey last) {
    return new SyncToken(stream, base, Optional.of(new SyncToken.Cut(bound, last)), told);
  }
}
