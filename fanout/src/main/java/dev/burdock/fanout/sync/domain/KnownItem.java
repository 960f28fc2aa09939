package dev.burdock.fanout.sync.domain;

import java.util.Optional;

/**
 * An event that is known here, as one user meets it.
 *
 * @param membership the user's in its room, if any is known
 */
public record KnownItem(StickyItem item, Optional<MarkedMembership> membership) {

  /** Whether who has this token will not meet it any more, unless it joins anew. */
  boolean isPassedBy(SyncToken token) {
    Marks base = token.base();
    return !token.owed().isDue(item.roomId())
        && !token.owed().isWithheld(item.roomId())
        && membership.map(found -> found.isJoinedAt(base)).orElse(false)
        && !item.mark().isAfter(base.get(item.key().partition()));
  }
}
