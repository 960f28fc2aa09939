package dev.burdock.ingest.pdu;

import static dev.burdock.ingest.testing.Events.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.ingest.testing.Events;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PduFetcherTest {
  private static final TopicPartition PARTITION = new TopicPartition("room-events", 0);

  private final AvroCodec<RoomEvent> codec =
      new AvroCodec<>(new InMemoryRegistry(), RoomEvent.class);
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private final Map<String, Promise<Void>> open = new ConcurrentHashMap<>();
  private final PduFetcher fetcher =
      new PduFetcher(
          consumer,
          "room-events",
          codec,
          OURS,
          new PduLanes(
              wanted -> {
                Promise<Void> promise = Promise.promise();
                open.put(wanted.eventId(), promise);
                return promise.future();
              },
              100),
          new Supervisor("test"));

  @AfterEach
  void stop() {
    fetcher.close();
  }

  @Test
  void offsets_are_committed_when_the_work_before_them_has_ended() {
    start(
        codec.encode(Stickies.record("!a:x", "$a")),
        codec.encode(Stickies.record("!b:x", "$b", "@bob:hs2.example", false, null)),
        Events.utf8("no record of ours"),
        codec.encode(Stickies.record("!c:x", "$c")));
    await().until(() -> open.keySet().equals(Set.of("$a", "$c")));
    open.get("$c").complete();
    await().until(() -> committed() == 0);

    open.get("$a").complete();

    await().untilAsserted(() -> assertThat(committed()).isEqualTo(4));
  }

  @Test
  void the_topic_waits_when_too_much_is_under_way() {
    byte[][] records = new byte[PduFetcher.MAX_OPEN][];
    for (int i = 0; i < records.length; i++) {
      records[i] = codec.encode(Stickies.record("!" + i + ":x", "$" + i));
    }
    start(records);

    await().until(() -> consumer.paused().contains(PARTITION));
    await()
        .until(
            () -> {
              open.values().forEach(Promise::tryComplete);
              return consumer.paused().isEmpty();
            });
  }

  @Test
  void a_room_whose_fetch_keeps_failing_stalls_no_other() {
    int many = 2 * PduFetcher.MAX_OPEN;
    byte[][] records = new byte[many + 1][];
    for (int i = 0; i < many; i++) {
      records[i] = codec.encode(Stickies.record("!stuck:x", "$" + i));
    }
    records[many] = codec.encode(Stickies.record("!other:x", "$other"));
    start(records);

    await().until(() -> open.containsKey("$other"));

    assertThat(consumer.paused()).isEmpty();
  }

  private void start(byte[]... records) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          for (int offset = 0; offset < records.length; offset++) {
            consumer.addRecord(
                new ConsumerRecord<>("room-events", 0, offset, "key", records[offset]));
          }
        });
    fetcher.start();
  }

  private long committed() {
    OffsetAndMetadata offset = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    return offset == null ? -1 : offset.offset();
  }
}
