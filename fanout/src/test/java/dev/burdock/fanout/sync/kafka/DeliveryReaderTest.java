package dev.burdock.fanout.sync.kafka;

import static dev.burdock.fanout.sync.Samples.NOW;
import static dev.burdock.fanout.sync.Samples.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryReaderTest {
  private static final TopicPartition ROOM_EVENTS = new TopicPartition("burdock.room-events", 0);
  private static final TopicPartition PARTITION = new TopicPartition("burdock.deliveries", 0);

  private final AvroCodec<Delivery> codec = new AvroCodec<>(new InMemoryRegistry(), Delivery.class);
  private final MockConsumer<byte[], byte[]> consumer = new LookBack();
  private final RoomHeads heads = new RoomHeads();
  private final Notifier notifier =
      new Notifier(
          1,
          1_000,
          heads,
          new RoomLogs(heads, null, 1 << 20),
          new Sessions(null, Ticker.disabledTicker()));
  private final AtomicBoolean anew = new AtomicBoolean();
  private final Supervisor supervisor = new Supervisor("test");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> letters = new CopyOnWriteArrayList<>();
  private final DeliveryReader reader =
      new DeliveryReader(
          consumer,
          ROOM_EVENTS.topic(),
          anew::get,
          codec,
          (record, reason) -> letters.add(record.offset() + ": " + reason),
          notifier,
          new SyncMetrics(meters),
          supervisor,
          Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void itIsReadyWhenItHasReadWhatWasThere() {
    consumer.updateEndOffsets(Map.of(PARTITION, 42L));

    CompletableFuture<Void> caughtUp = reader.start(List.of(PARTITION));
    await().until(() -> consumer.position(PARTITION) == 40);
    assertThat(reader.ready()).isFalse();
    deliver(40, sticky(70));
    deliver(41, sticky(71));

    await().until(caughtUp::isDone);
    await().until(() -> notifier.visible().get(0).equals(new Mark(71, 0)));
    assertThat(reader.ready()).isTrue();
  }

  @Test
  void aRecordThatCannotBeReadIsLeftOutAndTheNextIsRead() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L));
    reader.start(List.of(PARTITION)).join();

    deliver(40, "nonsense".getBytes(StandardCharsets.UTF_8));
    deliver(41, sticky(71));

    await().until(() -> notifier.visible().get(0).equals(new Mark(71, 0)));
    assertThat(meters.counter(SyncMetrics.UNREADABLE).count()).isEqualTo(1);
    assertThat(letters).singleElement().asString().startsWith("40: ");
  }

  @ParameterizedTest
  @CsvSource({
    "0, -5, 0",
    "0, -1, 0",
    "0, 1152921504606846976, 0",
    "0, 9223372036854775807, 0",
    "0, 5000, 0",
    "0, 72, -1",
    "7, 72, 0",
    "-1, 72, 0"
  })
  void aDeliveryAtAnImpossiblePlaceIsLeftOutAndMakesNoneBehindItARepetition(
      int partition, long offset, int index) {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L, ROOM_EVENTS, 100L));
    reader.start(List.of(PARTITION)).join();
    Delivery absurd =
        Delivery.newBuilder(Samples.added(item("!a", 0, 70, NOW, ""), null))
            .setPosition(new Position(partition, offset, index))
            .build();

    deliver(40, codec.encode(absurd));
    deliver(41, sticky(73));

    await().until(() -> notifier.visible().get(0).equals(new Mark(73, 0)));
    assertThat(letters).singleElement().asString().startsWith("40: position " + partition);
    assertThat(meters.counter(SyncMetrics.UNREADABLE).count()).isEqualTo(1);
    assertThat(supervisor.fault()).isEmpty();
  }

  @Test
  void anEventThatWouldNeverEndIsLeftOut() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L, ROOM_EVENTS, 100L));
    reader.start(List.of(PARTITION)).join();
    Delivery added = Samples.added(item("!a", 0, 70, NOW, ""), null);
    StickyAdded endless =
        StickyAdded.newBuilder((StickyAdded) added.getBody()).setEndTs(1L << 60).build();
    Delivery absurd = Delivery.newBuilder(added).setBody(endless).build();

    deliver(40, codec.encode(absurd));
    deliver(41, sticky(71));

    await().until(() -> notifier.visible().get(0).equals(new Mark(71, 0)));
    notifier.purge(NOW + Duration.ofHours(3).toMillis());
    assertThat(heads.size()).isZero();
  }

  @Test
  void noValueAndNoKeyEndNothing() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L, ROOM_EVENTS, 100L));
    reader.start(List.of(PARTITION)).join();

    deliver(40, null);
    deliver(41, new byte[] {0, 0, 0, 0, 1, 1, 1});
    deliver(42, sticky(71));

    await().until(() -> notifier.visible().get(0).equals(new Mark(71, 0)));
    assertThat(reader.ready()).isTrue();
  }

  @Test
  void aFaultThatNobodyUnderstandsIsToldAndItIsNotReady() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L));
    reader.start(List.of(PARTITION)).join();

    consumer.schedulePollTask(
        () -> {
          throw new IllegalStateException("odd");
        });

    await().until(() -> supervisor.fault().isPresent());
    assertThat(reader.ready()).isFalse();
  }

  @Test
  void topicsThatAreMadeAnewEndItForThereEverythingWouldPassForARepetition() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L));
    reader.start(List.of(PARTITION)).join();

    anew.set(true);

    await().until(() -> supervisor.fault().isPresent());
    assertThat(supervisor.fault().orElseThrow()).contains("made anew");
    assertThat(reader.ready()).isFalse();
  }

  @Test
  void aFailureOfKafkaIsOutlived() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L));
    reader.start(List.of(PARTITION)).join();
    consumer.setPollException(new TimeoutException("away"));

    deliver(40, sticky(71));

    await().until(() -> notifier.visible().get(0).equals(new Mark(71, 0)));
    assertThat(reader.ready()).isTrue();
  }

  @Test
  void itStopsWhenClosed() {
    consumer.updateEndOffsets(Map.of(PARTITION, 40L));
    reader.start(List.of(PARTITION)).join();

    reader.close();

    assertThat(reader.ready()).isFalse();
    assertThat(consumer.closed()).isTrue();
  }

  private byte[] sticky(long offset) {
    return codec.encode(Samples.added(item("!a", 0, offset, NOW, ""), null));
  }

  private void deliver(long offset, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, null, value));
  }

  /** A broker on which the record of 65 minutes ago has the offset 40. */
  private static final class LookBack extends MockConsumer<byte[], byte[]> {
    LookBack() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      assertThat(times).containsExactly(Map.entry(PARTITION, NOW - 65 * 60_000));
      return Map.of(PARTITION, new OffsetAndTimestamp(40, NOW));
    }
  }
}
