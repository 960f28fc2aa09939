package dev.burdock.fanout.sync.domain;

import java.util.Comparator;

/**
 * Where an item stands in the order of delivery: oldest decision first, and the events of a burst,
 * which are all of one time, side by side (R13, R20).
 *
 * @param decidedTs clock of the decision, ms since the epoch
 * @param partition of the stream
 * @param groupHash of the room and the burst
 * @param mark place within the partition, which no two items share
 */
public record PageKey(long decidedTs, int partition, int groupHash, Mark mark)
    implements Comparable<PageKey> {
  private static final Comparator<PageKey> ORDER =
      Comparator.comparingLong(PageKey::decidedTs)
          .thenComparingInt(PageKey::partition)
          .thenComparingInt(PageKey::groupHash)
          .thenComparing(PageKey::mark);

  /** The key of an event of a burst; the empty burst id stands for an event that came alone. */
  public static PageKey of(
      long decidedTs, int partition, String roomId, String burstId, Mark mark) {
    return new PageKey(decidedTs, partition, 31 * roomId.hashCode() + burstId.hashCode(), mark);
  }

  @Override
  public int compareTo(PageKey other) {
    return ORDER.compare(this, other);
  }
}
