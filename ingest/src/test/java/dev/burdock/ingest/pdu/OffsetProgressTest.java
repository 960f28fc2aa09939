package dev.burdock.ingest.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetProgressTest {
  private static final TopicPartition ONE = new TopicPartition("t", 1);
  private final OffsetProgress progress = new OffsetProgress();

  @Test
  void nothing_is_committed_past_work_that_has_not_ended() {
    progress.read(ONE, 5, true);
    progress.read(ONE, 6, false);
    progress.read(ONE, 7, true);
    assertThat(progress.take()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(5)));
    progress.ended(ONE, 7);
    assertThat(progress.take()).isEmpty();
    assertThat(progress.open()).isEqualTo(1);

    progress.ended(ONE, 5);

    assertThat(progress.take()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(8)));
    assertThat(progress.open()).isZero();
  }

  @Test
  void work_of_a_lost_partition_counts_no_more() {
    progress.read(ONE, 5, true);

    progress.lost(ONE);
    progress.ended(ONE, 5);

    assertThat(progress.open()).isZero();
    assertThat(progress.take()).isEmpty();
  }

  @Test
  void whatever_the_order_the_committed_offset_is_the_first_open_one() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeSet<Long> open = new TreeSet<>();
    long next = 0;
    long committed = 0;
    for (int i = 0; i < 2_000; i++) {
      if (random.nextBoolean()) {
        boolean needsWork = random.nextBoolean();
        progress.read(ONE, next, needsWork);
        if (needsWork) {
          open.add(next);
        }
        next++;
      } else if (!open.isEmpty()) {
        Long ended = open.ceiling(random.nextLong(next));
        ended = ended == null ? open.first() : ended;
        open.remove(ended);
        progress.ended(ONE, ended);
      }
      OffsetAndMetadata taken = progress.take().get(ONE);
      committed = taken == null ? committed : taken.offset();

      assertThat(committed).as("seed %d", seed).isEqualTo(open.isEmpty() ? next : open.first());
    }
  }
}
