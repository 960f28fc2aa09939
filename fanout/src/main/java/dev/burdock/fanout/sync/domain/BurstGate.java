package dev.burdock.fanout.sync.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * How far one partition may be shown: up to the last place that cuts no burst, unless one has been
 * missing for too long (R20). Used by one thread.
 */
public final class BurstGate {
  private final long waitMs;
  private final Set<Key> open = new HashSet<>();
  private Mark seen = Mark.NONE;
  private Mark whole = Mark.NONE;
  private long deadline;

  /**
   * A gate that has seen nothing.
   *
   * @param waitMs longest time that incomplete bursts hold others back, ms
   */
  public BurstGate(long waitMs) {
    this.waitMs = waitMs;
  }

  /** Records of one room that arrived together; {@code index} counts from 0 to {@code size - 1}. */
  public record BurstPlace(String roomId, String id, int index, int size) {
    boolean isLast() {
      return index >= size - 1;
    }
  }

  private record Key(String roomId, String burstId) {}

  /** Whether a record with this mark was seen before: marks never go back but in a replay. */
  public boolean isReplay(Mark mark) {
    return seen.isAfter(mark);
  }

  /** Takes note of a record that belongs to no burst. */
  public void pass(Mark mark) {
    seen = Mark.max(seen, mark);
    if (open.isEmpty()) {
      whole = seen;
    }
  }

  /**
   * Takes note of a record of a burst.
   *
   * @param now ms since the epoch
   */
  public void pass(Mark mark, BurstPlace burst, long now) {
    Key key = new Key(burst.roomId(), burst.id());
    if (burst.isLast()) {
      open.remove(key);
    } else {
      if (open.isEmpty()) {
        deadline = now + waitMs;
      }
      open.add(key);
    }
    pass(mark);
  }

  /**
   * The last mark that may be shown; never less than it was before.
   *
   * @param now ms since the epoch
   */
  public Mark visible(long now) {
    if (!open.isEmpty() && now >= deadline) {
      open.clear();
      whole = seen;
    }
    return whole;
  }
}
