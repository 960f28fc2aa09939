package dev.burdock.ingest.pdu;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which offsets may be committed while work ends out of order: of each partition the first whose
 * work has not ended. Safe for many threads.
 */
final class OffsetProgress {
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();
  private int open;

  /** A record was read. */
  synchronized void read(TopicPartition partition, long offset, boolean needsWork) {
    Partition state = partitions.computeIfAbsent(partition, any -> new Partition());
    state.next = offset + 1;
    if (needsWork && state.open.add(offset)) {
      open++;
    }
  }

  /** The work of a record has ended. */
  synchronized void ended(TopicPartition partition, long offset) {
    Partition state = partitions.get(partition);
    if (state != null && state.open.remove(offset)) {
      open--;
    }
  }

  /** A partition is no longer ours. */
  synchronized void lost(TopicPartition partition) {
    Partition state = partitions.remove(partition);
    if (state != null) {
      open -= state.open.size();
    }
  }

  /** Records whose work has not ended. */
  synchronized int open() {
    return open;
  }

  /** What changed since the last call, to be committed. */
  synchronized Map<TopicPartition, OffsetAndMetadata> take() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, state) -> {
          long safe = state.open.isEmpty() ? state.next : state.open.first();
          if (safe != state.taken) {
            state.taken = safe;
            offsets.put(partition, new OffsetAndMetadata(safe));
          }
        });
    return offsets;
  }

  private static final class Partition {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long taken = -1;
  }
}
