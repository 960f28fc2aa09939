package dev.burdock.fanout.sync.domain;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rooms that the homeserver told a client to have left while our feed says that it is joined: the
 * feed lags, or the homeserver's answer is an old one. Whichever it is, the client drops the room,
 * so that all of it is due again as soon as both say that it is joined (R14, R30).
 *
 * @param away fingerprints of the rooms that the homeserver has not told as joined since
 * @param due those that are to be given as a whole
 * @param later those that are so once the page chain has ended
 */
public record OwedRooms(Set<Long> away, Set<Long> due, Set<Long> later) {
  /** None. */
  public static final OwedRooms NONE = new OwedRooms(Set.of(), Set.of(), Set.of());

  /** Most of each that are remembered. */
  static final int MAX = 256;

  public OwedRooms {
    away = bounded(away);
    due = bounded(due);
    later = bounded(later);
  }

  /** Whether all of a room is to be given. */
  public boolean isDue(String roomId) {
    return !due.isEmpty() && due.contains(Fingerprint.of(roomId));
  }

  /** Whether nothing of a room may be given yet. */
  public boolean isWithheld(String roomId) {
    return (!away.isEmpty() || !later.isEmpty())
        && (isAway(roomId) || later.contains(Fingerprint.of(roomId)));
  }

  /** Whether the homeserver has told the room as left, and not as joined since. */
  public boolean isAway(String roomId) {
    return !away.isEmpty() && away.contains(Fingerprint.of(roomId));
  }

  /**
   * What an answer does to them.
   *
   * @param left ids of rooms that the homeserver tells as left
   * @param away ids of those that it told so before, and that our feed still says to be joined
   * @param unpaid ids of rooms that it does not give although they are due
   * @param shown ids of the rooms that it gives
   * @param lagging whether who answers may not know yet what the client was told
   */
  public record Change(
      Set<String> left, Set<String> away, Set<String> unpaid, Set<String> shown, boolean lagging) {
    /** None. */
    public static final Change NONE = new Change(Set.of(), Set.of(), Set.of(), Set.of(), false);
  }

  /**
   * The homeserver tells rooms as joined.
   *
   * @param inChain whether the client is in the middle of a page chain
   */
  OwedRooms joining(Collection<String> joined, boolean inChain) {
    if (away.isEmpty()) {
      return this;
    }
    Set<Long> back = new HashSet<>(fingerprints(joined));
    back.retainAll(away);
    return new OwedRooms(
        minus(away, back), inChain ? due : plus(due, back), inChain ? plus(later, back) : later);
  }

  /** The homeserver tells rooms as left. */
  OwedRooms leaving(Collection<String> left) {
    if (left.isEmpty()) {
      return this;
    }
    Set<Long> gone = fingerprints(left);
    return new OwedRooms(plus(away, gone), minus(due, gone), minus(later, gone));
  }

  /** In the middle of a page chain. */
  OwedRooms postponing(Change change) {
    Set<Long> unpaid = unpaid(change);
    return new OwedRooms(stillAway(change), minus(due, unpaid), plus(later, unpaid))
        .leaving(change.left());
  }

  /** At the end of a page chain: what was due was given, but for what the change says. */
  OwedRooms renewed(Change change) {
    return new OwedRooms(stillAway(change), plus(later, unpaid(change)), Set.of())
        .leaving(change.left());
  }

  /** Who lags may not know of the join of a room that it does not show. */
  private Set<Long> unpaid(Change change) {
    return change.lagging()
        ? minus(due, fingerprints(change.shown()))
        : fingerprints(change.unpaid());
  }

  private Set<Long> stillAway(Change change) {
    return change.lagging() ? away : fingerprints(change.away());
  }

  private static Set<Long> fingerprints(Collection<String> roomIds) {
    Set<Long> all = new HashSet<>();
    roomIds.forEach(roomId -> all.add(Fingerprint.of(roomId)));
    return all;
  }

  private static Set<Long> plus(Set<Long> some, Set<Long> others) {
    Set<Long> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private static Set<Long> minus(Set<Long> some, Set<Long> others) {
    Set<Long> rest = new HashSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private static Set<Long> bounded(Set<Long> all) {
    return all.size() <= MAX
        ? Set.copyOf(all)
        : Set.copyOf(new TreeSet<>(all).stream().limit(MAX).toList());
  }
}
