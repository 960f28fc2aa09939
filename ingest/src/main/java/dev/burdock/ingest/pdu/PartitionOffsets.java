package dev.burdock.ingest.pdu;

import dev.burdock.schemas.offset.OffsetTracker;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What may be committed of each partition that one consumer has. Used by its thread; work may end
 * in any.
 */
final class PartitionOffsets {
  private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();

  /**
   * A record was read.
   *
   * @return to be told when the work that it needs has ended
   */
  Runnable read(TopicPartition partition, long offset, boolean needsWork) {
    return trackers
        .computeIfAbsent(partition, any -> new OffsetTracker(offset))
        .begin(offset, needsWork ? 1 : 0, 0);
  }

  /** A partition is no longer ours. */
  void lost(TopicPartition partition) {
    trackers.remove(partition);
    taken.remove(partition);
  }

  /** Records whose work has not ended. */
  int open() {
    return trackers.values().stream().mapToInt(OffsetTracker::open).sum();
  }

  /** What changed since the last call, to be committed. */
  Map<TopicPartition, OffsetAndMetadata> take() {
    Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
    trackers.forEach(
        (partition, tracker) -> {
          OffsetAndMetadata offset = new OffsetAndMetadata(tracker.committable());
          if (!offset.equals(taken.put(partition, offset))) {
            moved.put(partition, offset);
          }
        });
    return moved;
  }
}
