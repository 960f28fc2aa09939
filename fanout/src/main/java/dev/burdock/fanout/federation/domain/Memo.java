package dev.burdock.fanout.federation.domain;

import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a destination beyond the life of its worker, in topic destinations.
 *
 * @param keeping where what waits for it is kept
 * @param failures in a row
 * @param sinceTs when the first of them was, ms since the epoch; 0 without
 * @param retryTs nobody calls it before, ms since the epoch; 0 for at any time (R25)
 * @param kind in which way it failed last; empty without failures
 * @param error what failed last, one line
 * @param pending event ids of the transaction to be repeated, in order
 * @param behindSinceTs with a cursor: the receipt of the oldest event that waits, ms; 0 for unknown
 * @param behindUntilTs with a cursor: when the last event that waits ends, ms; else 0
 * @param behindOffset with a cursor: offset in outbound of the oldest push that waits; -1 when that
 *     is unknown, and without one
 * @param retired id of a retry topic that is to be deleted and never written to again
 */
public record Memo(
    Keeping keeping,
    int failures,
    long sinceTs,
    long retryTs,
    String kind,
    String error,
    List<String> pending,
    long behindSinceTs,
    long behindUntilTs,
    long behindOffset,
    Optional<String> retired) {

  /** Where what waits for a destination is kept. */
  public enum Keeping {
    /** In the memory of its worker, and uncommitted in topic outbound. */
    MEMORY,
    /** In its retry topic. */
    TOPIC,
    /** Nowhere: it is asked for through catch-up. */
    CURSOR
  }

  /** Nothing to remember: a healthy destination for which nothing waits. */
  public static final Memo NOTHING =
      new Memo(Keeping.MEMORY, 0, 0, 0, "", "", List.of(), 0, 0, -1, Optional.empty());

  /** The same with another time before which nobody calls. */
  public Memo withRetryTs(long other) {
    return new Memo(
        keeping,
        failures,
        sinceTs,
        other,
        kind,
        error,
        pending,
        behindSinceTs,
        behindUntilTs,
        behindOffset,
        retired);
  }

  public Memo {
    pending = List.copyOf(pending);
  }
}
