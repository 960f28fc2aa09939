package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterHeaders;
import dev.burdock.streams.metrics.RoomMetrics;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Records that cannot be taken go to the dead-letter topic, and the stream goes on. */
class DeadLetterTest {
  private static final String ALICE = "@alice:ours";

  private final TopologyFixture topology = new TopologyFixture();

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("a record that is not Avro is a dead letter as it came, with reason and source")
  void keepsUnreadableRecords() {
    byte[] key = {1, 2};
    byte[] value = "no avro".getBytes(UTF_8);

    topology.feedRaw(key, value);
    topology.feed(member("$1", ALICE, "join"));

    assertThat(topology.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isEqualTo(key);
              assertThat(letter.value()).isEqualTo(value);
              assertThat(header(letter.headers().lastHeader(DeadLetterHeaders.SOURCE).value()))
                  .isEqualTo("test.room-events-0@0");
              assertThat(header(letter.headers().lastHeader(DeadLetterHeaders.REASON).value()))
                  .contains("wire format");
            });
    assertThat(topology.counted(RoomMetrics.DEAD_LETTERS)).isEqualTo(1);
  }

  @Test
  @DisplayName("R20 records of a schema that the registry does not know stop nobody")
  void goesOn() {
    topology.feedRaw("k".getBytes(UTF_8), new byte[] {0, 0, 0, 9, 9, 1, 2, 3});
    topology.feedRaw("k".getBytes(UTF_8), null);

    topology.feed(member("$1", ALICE, "join"));
    topology.feed(sticky("$e", ALICE, topology.now()).build());

    assertThat(topology.deliveries()).hasSize(2);
  }

  @Test
  @DisplayName(
      "a record under another key than its room is refused, for it may be in any partition")
  void refusesMisplacedRecords() {
    RoomEvent event =
        new RoomEvent(
            TopologyFixture.ROOM,
            "ours",
            topology.now(),
            Feed.NATIVE,
            null,
            member("$1", ALICE, "join"));

    topology.feedRaw(
        "!elsewhere:ours".getBytes(UTF_8),
        new AvroCodec<>(topology.registry, RoomEvent.class).encode(event));

    assertThat(topology.deliveries()).isEmpty();
    assertThat(topology.counted(RoomMetrics.JUDGED, "result", "invalid")).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "while the registry is away a record is no dead letter: the thread fails and is replaced")
  void waitsForTheRegistry() {
    AwayRegistry away = new AwayRegistry();
    RoomEvent event =
        new RoomEvent(
            TopologyFixture.ROOM, "ours", 0L, Feed.NATIVE, null, member("$1", ALICE, "join"));
    try (TopologyFixture waiting = new TopologyFixture(away)) {
      byte[] record = new AvroCodec<>(away, RoomEvent.class).encode(event);
      byte[] key = TopologyFixture.ROOM.getBytes(UTF_8);
      away.away = true;

      assertThatThrownBy(() -> waiting.feedRaw(key, record))
          .isInstanceOf(StreamsException.class)
          .satisfies(failure -> assertThat(RetriableFailures.isPassing(failure)).isTrue());
      away.away = false;
      waiting.feedRaw(key, record);

      assertThat(waiting.deadLetters()).isEmpty();
      assertThat(waiting.deliveries()).hasSize(1);
    }
  }

  @Test
  @DisplayName("only what comes again with the same record is a failure that lasts")
  void tellsPassingFailures() {
    assertThat(
            List.of(
                RetriableFailures.isPassing(new StreamsException(new TimeoutException("slow"))),
                RetriableFailures.isPassing(new RegistryException("away", true, null)),
                RetriableFailures.isPassing(new RegistryException("refused", false, null)),
                RetriableFailures.isPassing(new IllegalStateException("bug"))))
        .containsExactly(true, true, false, false);
  }

  private static String header(byte[] value) {
    return new String(value, UTF_8);
  }

  /** A registry that goes away when told, and forgets nothing. */
  private static final class AwayRegistry implements SchemaRegistry {
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private boolean away;

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (away) {
        throw new RegistryException("away", true, null);
      }
      return registry.byId(id);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
      return List.of();
    }
  }
}
