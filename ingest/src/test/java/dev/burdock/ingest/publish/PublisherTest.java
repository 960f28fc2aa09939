package dev.burdock.ingest.publish;

import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.ingest.domain.RawJson;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.room.RoomInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<MockProducer<String, byte[]>> producers = new ArrayList<>();
  private final Publisher publisher =
      new Publisher(
          () -> {
            producers.add(
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()));
            return producers.get(producers.size() - 1);
          },
          new RecordFactory(new InMemoryRegistry(), "test.", 10),
          vertx.createSharedWorkerExecutor("test", 2),
          new IngestMetrics(meters));

  @AfterEach
  void stop() {
    publisher.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void records_keep_their_order() {
    wait(
        publisher.publish(
            List.of(event("!a:x"), event("!b:x"), event("!a:x")), List.of(), () -> false));

    assertThat(producers.get(0).history())
        .extracting(sent -> sent.key())
        .containsExactly("!a:x", "!b:x", "!a:x");
    assertThat(meters.get("burdock.ingest.records").tag("kind", "MembersRead").counter().count())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("R20 what arrived together has one timestamp, whenever each of it was received")
  void one_timestamp_for_what_arrived_together() {
    RoomEvent later = RoomEvent.newBuilder(event("!a:x")).setReceivedTs(9).build();

    wait(publisher.publish(List.of(event("!a:x"), later, event("!a:x")), List.of(), () -> false));

    assertThat(producers.get(0).history()).extracting(sent -> sent.timestamp()).containsOnly(9L);
  }

  @Test
  void what_supersedes_is_sent_only_after_what_it_supersedes_is_acknowledged() {
    MockProducer<String, byte[]> slow =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    Publisher waiting =
        new Publisher(
            () -> slow,
            new RecordFactory(new InMemoryRegistry(), "test.", 10),
            vertx.createSharedWorkerExecutor("test", 2),
            new IngestMetrics(meters));

    Future<Void> published =
        waiting.publish(List.of(member("join"), member("leave")), List.of(), () -> false);

    await().until(() -> slow.history().size() == 1);
    slow.errorNext(new IllegalStateException("away"));
    assertThat(failure(published)).isInstanceOf(PublishException.class);
    assertThat(slow.history()).hasSize(1);
  }

  @Test
  void what_nobody_waits_for_is_not_sent() {
    Throwable error = failure(publisher.publish(List.of(event("!a:x")), List.of(), () -> true));

    assertThat(error).isInstanceOf(PublishException.class);
    assertThat(producers.get(0).history()).isEmpty();
  }

  @Test
  void a_producer_beyond_repair_is_replaced() {
    producers.get(0).sendException = new KafkaException("in an error state");

    Throwable error = failure(publisher.publish(List.of(event("!a:x")), List.of(), () -> false));
    wait(publisher.publish(List.of(event("!a:x")), List.of(), () -> false));

    assertThat(error).isInstanceOf(PublishException.class);
    assertThat(producers).hasSize(2);
    assertThat(producers.get(0).closed()).isTrue();
    assertThat(producers.get(1).history()).hasSize(1);
  }

  @Test
  void a_dead_letter_is_cut_to_what_kafka_takes() {
    DeadLetter letter = new DeadLetter(null, new RawJson(utf8("x".repeat(11))), "why", "test");

    wait(publisher.publish(List.of(), List.of(letter), () -> false));

    assertThat(producers.get(0).history().get(0).value()).hasSize(10);
  }

  @Test
  void known_rooms_have_a_topic_of_their_own() {
    wait(publisher.publish(new RoomInfo("!a:x", "11", 7L)));

    assertThat(producers.get(0).history().get(0).topic()).isEqualTo("test.rooms");
    assertThat(producers.get(0).history().get(0).key()).isEqualTo("!a:x");
  }

  private static RoomEvent member(String membership) {
    RoomEvent event = event("!a:x");
    return RoomEvent.newBuilder(event)
        .setBody(new MemberChange("$" + membership, "@u:x", membership, 1L))
        .build();
  }

  private static RoomEvent event(String roomId) {
    return RoomEvent.newBuilder()
        .setRoomId(roomId)
        .setServerName("x")
        .setReceivedTs(1)
        .setFeed(Feed.BURDOCK)
        .setBody(new MembersRead(List.of()))
        .build();
  }

  private static void wait(Future<Void> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }

  private static Throwable failure(Future<Void> future) {
    try {
      wait(future);
      throw new AssertionError("did not fail");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
