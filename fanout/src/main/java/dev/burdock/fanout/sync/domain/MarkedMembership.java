package dev.burdock.fanout.sync.domain;

/**
 * Whether a user is joined to a room, and since which record.
 *
 * @param joined false once the user left, was banned, and so on (R15)
 * @param partition of the room
 * @param mark of the membership that said so
 */
public record MarkedMembership(boolean joined, int partition, Mark mark) {

  /** The later of what two sources say; at the same mark they agree. */
  public static MarkedMembership later(MarkedMembership a, MarkedMembership b) {
    return b.mark.isAfter(a.mark) ? b : a;
  }

  /** Whether the user is joined at {@code bound}; a membership behind it is not yet known there. */
  public boolean isJoinedAt(Marks bound) {
    return joined && !mark.isAfter(bound.get(partition));
  }

  /** Whether the user joined behind {@code base}, so that the whole room is new to it (R14). */
  public boolean isNewSince(Marks base) {
    return mark.isAfter(base.get(partition));
  }
}
