package dev.burdock.http.domain;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each of many holders has, none more than a bound, and all together no more than another.
 * Holds as many names as there are holders. Thread-safe.
 */
public final class Tally {
  private final ConcurrentHashMap<String, Long> held = new ConcurrentHashMap<>();
  private final long maxEach;
  private final long maxAll;
  private long all;

  /** Nobody holds anything yet. */
  public Tally(long maxEach, long maxAll) {
    this.maxEach = maxEach;
    this.maxAll = maxAll;
  }

  /** Takes some for a holder, all of it or nothing. */
  public boolean take(String holder, long some) {
    synchronized (this) {
      if (all + some > maxAll) {
        return false;
      }
      all += some;
    }
    boolean[] taken = new boolean[1];
    held.compute(
        holder,
        (name, before) -> {
          long after = (before == null ? 0 : before) + some;
          taken[0] = after <= maxEach;
          return taken[0] ? Long.valueOf(after) : before;
        });
    if (!taken[0]) {
      giveToAll(some);
    }
    return taken[0];
  }

  /** Gives back what was taken. */
  public void give(String holder, long some) {
    held.computeIfPresent(holder, (name, before) -> before <= some ? null : before - some);
    giveToAll(some);
  }

  /** What all hold together. */
  public synchronized long all() {
    return all;
  }

  /** How many hold something. */
  public int holders() {
    return held.size();
  }

  private synchronized void giveToAll(long some) {
    all -= some;
  }
}
