package dev.burdock.fanout.sync.domain;

import java.util.Set;
import java.util.function.Predicate;

/**
 * What of all that is due an answer may hold.
 *
 * @param items false for what is left out although it is due (R12, R16); it counts as given
 * @param early true for what the homeserver is about to tell itself: it stays due (R30)
 * @param left ids of rooms that the homeserver tells the user not to be joined to: they stay due
 * @param joined ids of rooms that it tells the user to be joined to: of the rooms that are owed
 *     these may be given
 */
public record Wanted(
    Predicate<StickyItem> items,
    Predicate<StickyItem> early,
    Set<String> left,
    Set<String> joined) {
  /** Everything. */
  public static final Wanted ALL = only(item -> true);

  /** Those items, now. */
  public static Wanted only(Predicate<StickyItem> items) {
    return new Wanted(items, item -> false, Set.of(), Set.of());
  }
}
