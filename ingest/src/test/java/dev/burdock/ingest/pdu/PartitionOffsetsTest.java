package dev.burdock.ingest.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionOffsetsTest {
  private static final TopicPartition ONE = new TopicPartition("t", 1);
  private final PartitionOffsets progress = new PartitionOffsets();

  @Test
  void nothing_is_committed_past_work_that_has_not_ended() {
    Runnable five = progress.read(ONE, 5, true);
    progress.read(ONE, 6, false);
    Runnable seven = progress.read(ONE, 7, true);
    assertThat(progress.take()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(5)));
    seven.run();
    assertThat(progress.take()).isEmpty();
    assertThat(progress.open()).isEqualTo(1);

    five.run();

    assertThat(progress.take()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(8)));
    assertThat(progress.open()).isZero();
  }

  @Test
  void work_of_a_lost_partition_counts_no_more() {
    Runnable five = progress.read(ONE, 5, true);

    progress.lost(ONE);
    five.run();

    assertThat(progress.open()).isZero();
    assertThat(progress.take()).isEmpty();
  }

  @Test
  void whatever_the_order_the_committed_offset_is_the_first_open_one() {
    long seed = Long.getLong("burdock.seed", 4354);
    Random random = new Random(seed);
    TreeMap<Long, Runnable> open = new TreeMap<>();
    long next = 0;
    long committed = 0;
    for (int i = 0; i < 2_000; i++) {
      if (random.nextBoolean()) {
        boolean needsWork = random.nextBoolean();
        Runnable ended = progress.read(ONE, next, needsWork);
        if (needsWork) {
          open.put(next, ended);
        }
        next++;
      } else if (!open.isEmpty()) {
        Long ended = open.ceilingKey(random.nextLong(next));
        open.remove(ended == null ? open.firstKey() : ended).run();
      }
      OffsetAndMetadata taken = progress.take().get(ONE);
      committed = taken == null ? committed : taken.offset();

      assertThat(committed).as("seed %d", seed).isEqualTo(open.isEmpty() ? next : open.firstKey());
    }
  }
}
