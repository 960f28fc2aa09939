package dev.burdock.ingest.room;

import static dev.burdock.ingest.testing.Events.ROOM;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.ingest.domain.RawJson;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.ingest.testing.MovableClock;
import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IntroductionsTest {
  private final Vertx vertx = Vertx.vertx();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final KnownRooms known = new KnownRooms(1_000);
  private final List<Promise<RoomState>> reads = new ArrayList<>();
  private final MovableClock clock = new MovableClock(1_000_000);
  private final IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
  private final Introductions introductions =
      new Introductions(
          known,
          new LocalUsers(Set.of()),
          (room, users) -> {
            Promise<RoomState> read = Promise.promise();
            reads.add(read);
            return read.future();
          },
          new RoomRecords("hs1.example"),
          new Publisher(
              () -> producer,
              new RecordFactory(registry, "", 1000),
              vertx.createSharedWorkerExecutor("test", 2),
              metrics),
          new RoomTurns(),
          metrics,
          clock);

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_room_that_many_ask_for_is_read_once() {
    Future<Void> first = introductions.introduce(List.of(ROOM));
    Future<Void> second = introductions.introduce(List.of(ROOM));

    reads.get(0).complete(state(2));

    join(first);
    join(second);
    join(introductions.introduce(List.of(ROOM)));
    assertThat(reads).hasSize(1);
    assertThat(known.version(ROOM)).contains("11");
  }

  @Test
  @DisplayName("R07 R15 what a room read tells is dated by when it was asked for, not answered")
  void a_read_is_as_old_as_its_question() {
    Future<Void> introduced = introductions.introduce(List.of(ROOM));
    long asked = clock.millis();
    clock.pass(Duration.ofSeconds(3));

    reads.get(0).complete(state(1));

    join(introduced);
    assertThat(roomEvents()).extracting(RoomEvent::getReceivedTs).containsOnly(asked);
  }

  @Test
  void large_rooms_are_recorded_in_parts_that_kafka_takes_after_what_authorises() {
    Future<Void> introduced = introductions.introduce(List.of(ROOM));

    reads.get(0).complete(state(2_500));

    join(introduced);
    List<Object> bodies = roomEvents().stream().map(RoomEvent::getBody).toList();
    assertThat(bodies.get(0)).isInstanceOf(AuthChange.class);
    assertThat(bodies.subList(1, bodies.size()))
        .extracting(body -> ((MembersRead) body).getJoined().size())
        .containsExactly(1_000, 1_000, 500);
  }

  @Test
  void a_homeserver_that_does_not_tell_is_asked_again_later() {
    Future<Void> introduced = introductions.introduce(List.of(ROOM));
    reads.get(0).fail("away");
    join(introduced);

    join(introductions.introduce(List.of(ROOM)));
    join(introductions.retry());
    assertThat(reads).hasSize(1);
    clock.pass(Duration.ofSeconds(5));
    Future<Void> again = introductions.retry();
    assertThat(reads).hasSize(2);
    reads.get(1).fail("away");
    join(again);
    clock.pass(Duration.ofSeconds(9));
    join(introductions.retry());
    assertThat(reads).hasSize(2);
    clock.pass(Duration.ofSeconds(1));
    Future<Void> last = introductions.retry();
    reads.get(2).complete(state(1));
    join(last);
    assertThat(known.isKnown(ROOM)).isTrue();
  }

  @Test
  void a_room_is_not_known_before_kafka_has_its_members() {
    MockProducer<String, byte[]> away =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    Introductions waiting =
        new Introductions(
            known,
            new LocalUsers(Set.of()),
            (room, users) -> Future.succeededFuture(state(1)),
            new RoomRecords("hs1.example"),
            new Publisher(
                () -> away,
                new RecordFactory(registry, "", 1000),
                vertx.createSharedWorkerExecutor("test", 2),
                metrics),
            new RoomTurns(),
            metrics,
            clock);

    Future<Void> introduced = waiting.introduce(List.of(ROOM));

    await().until(() -> away.history().size() == 2);
    assertThat(known.isKnown(ROOM)).isFalse();
    away.completeNext();
    away.errorNext(new IllegalStateException("away"));
    await().until(introduced::failed);
    assertThat(known.isKnown(ROOM)).isFalse();
  }

  private List<RoomEvent> roomEvents() {
    AvroCodec<RoomEvent> codec = new AvroCodec<>(registry, RoomEvent.class);
    return producer.history().stream()
        .filter(sent -> sent.topic().equals("room-events"))
        .map(sent -> codec.decode(sent.value()))
        .toList();
  }

  private static RoomState state(int members) {
    return new RoomState(
        "11",
        IntStream.range(0, members).mapToObj(i -> "@u" + i + ":hs1.example").toList(),
        List.of(
            new RoomState.Content(
                "m.room.create", new RawJson(utf8("{}")), Optional.of("@u0:hs1.example"))));
  }

  private static void join(Future<Void> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }
}
