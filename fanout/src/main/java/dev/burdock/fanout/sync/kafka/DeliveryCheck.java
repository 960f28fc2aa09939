package dev.burdock.fanout.sync.kafka;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Tells deliveries that no record of room-events can have caused: one of them would pass for the
 * newest of its partition and make all that follow look like repetitions. Used by one thread.
 */
final class DeliveryCheck {
  /** So far beyond the end that was told last nobody is asked again. */
  private static final long NEAR = 1_000;

  /** An event is sticky for an hour at most; the rest is for clocks that differ. */
  private static final long LONGEST_MS = Duration.ofHours(2).toMillis();

  private final IntToLongFunction roomEventsEnd;
  private final long[] ends;

  /**
   * @param roomEventsEnd asks for the end of a partition of room-events
   */
  DeliveryCheck(int partitions, IntToLongFunction roomEventsEnd) {
    this.roomEventsEnd = roomEventsEnd;
    this.ends = new long[partitions];
  }

  /**
   * What is wrong with a delivery; empty when nothing is.
   *
   * @param partition of deliveries, the same as that of room-events
   * @param nowMs ms since the epoch
   */
  Optional<String> fault(int partition, Delivery delivery, long nowMs) {
    if (delivery.getBody() instanceof StickyAdded added && added.getEndTs() - LONGEST_MS > nowMs) {
      return Optional.of("end_ts " + added.getEndTs() + " (expected: within two hours)");
    }
    Position position = delivery.getPosition();
    if (position == null) {
      return Optional.empty();
    }
    boolean possible =
        position.getPartition() == partition
            && position.getIndex() >= 0
            && position.getOffset() >= 0
            && isThere(partition, position.getOffset());
    return possible
        ? Optional.empty()
        : Optional.of(
            "position %d.%d.%d (expected: a record of partition %d of room-events)"
                .formatted(
                    position.getPartition(), position.getOffset(), position.getIndex(), partition));
  }

  private boolean isThere(int partition, long offset) {
    if (offset < ends[partition] + NEAR) {
      return true;
    }
    ends[partition] = roomEventsEnd.applyAsLong(partition);
    return offset < ends[partition];
  }
}
