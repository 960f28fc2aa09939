package dev.burdock.deploy.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reading the topic of destinations")
class DestinationStateReaderTest {
  private static final String TOPIC = "burdock.destinations";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final AvroCodec<DestinationState> codec =
      new AvroCodec<>(new InMemoryRegistry(), DestinationState.class);
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private final DestinationStateReader reader = new DestinationStateReader(consumer, codec, TOPIC);

  @Test
  @DisplayName("keeps the newest state of each destination, and none that is gone or unreadable")
  void newest() {
    String[] keys = {"a.example", "b.example", "a.example", "b.example", "c.example", "d.example"};
    byte[][] values = {
      state(1), state(1), state(2), null, new byte[] {9}, state(3),
    };
    topic(keys.length);
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < keys.length; i++) {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, i, keys[i], values[i]));
          }
        });

    LatestStates<Integer> read =
        reader.read(
            name -> !name.startsWith("d"), DestinationState::getFailures, Duration.ofMinutes(1));

    assertThat(read.byDestination()).containsExactlyInAnyOrderEntriesOf(Map.of("a.example", 2));
    assertThat(read.unreadable()).isEqualTo(1);
  }

  @Test
  @DisplayName("gives up after a while, and says how far it came")
  void tooSlow() {
    topic(5);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> reader.read(any -> true, DestinationStatus::of, Duration.ofMillis(1)))
        .withMessage(
            "burdock.destinations: read up to {burdock.destinations-0=0} (expected: to its end,"
                + " {burdock.destinations-0=5}, within 0 s)");
  }

  @Test
  @DisplayName("names a topic that does not exist")
  void noTopic() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> reader.read(any -> true, DestinationStatus::of, Duration.ofMinutes(1)))
        .withMessage("burdock.destinations: no such topic (burdock topics ensure creates it)");
  }

  private void topic(long end) {
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
  }

  private byte[] state(int failures) {
    return codec.encode(DestinationSamples.failing(LaneKind.TOPIC).setFailures(failures).build());
  }
}
