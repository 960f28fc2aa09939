package dev.burdock.ingest.pdu;

import static dev.burdock.ingest.testing.Events.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.testing.Events;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PduFetchTest {
  private static final long NOW = Events.SENT_TS + 1;
  private static final long END = NOW + 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final KnownRooms known = new KnownRooms(1_000);
  private final Queue<Future<Optional<ObjectNode>>> answers = new ArrayDeque<>();
  private final IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
  private final PduFetch fetch =
      new PduFetch(
          vertx,
          eventId -> answers.size() > 1 ? answers.remove() : answers.peek(),
          known,
          new Publisher(
              () -> producer,
              new RecordFactory(registry, "", 100_000),
              vertx.createSharedWorkerExecutor("test", 2),
              metrics),
          metrics,
          Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @EnumSource(RoomVersion.class)
  void a_pdu_is_recorded_without_what_is_not_part_of_it(RoomVersion version) {
    ObjectNode pdu = Pdus.sticky(version);
    ObjectNode dressed = pdu.deepCopy();
    dressed.putObject("unsigned").put("age", 7);
    dressed.put("event_id", Pdus.eventId(pdu, version));
    known.add(ROOM, version.id());
    answers.add(Future.succeededFuture(Optional.of(dressed)));

    PduResult result = run(Pdus.eventId(pdu, version), END);

    assertThat(result).isEqualTo(PduResult.FETCHED);
    PduFetched body = (PduFetched) recorded().getBody();
    assertThat(body.getEventId()).isEqualTo(Pdus.eventId(pdu, version));
    assertThat(body.getPdu().array()).isEqualTo(CanonicalJson.lenientBytes(pdu));
  }

  @Test
  void a_room_of_unknown_version_is_no_hindrance() {
    ObjectNode pdu = Pdus.sticky(RoomVersion.V10);
    known.add(ROOM, "org.example.hydra");
    answers.add(Future.succeededFuture(Optional.of(pdu)));

    assertThat(run(Pdus.eventId(pdu, RoomVersion.V10), END)).isEqualTo(PduResult.FETCHED);
  }

  @Test
  void a_homeserver_that_is_away_is_asked_again() {
    ObjectNode pdu = Pdus.sticky(RoomVersion.V11);
    answers.add(Future.failedFuture("away"));
    answers.add(Future.succeededFuture(Optional.empty()));
    answers.add(Future.succeededFuture(Optional.of(pdu)));

    assertThat(run(Pdus.eventId(pdu, RoomVersion.V11), END)).isEqualTo(PduResult.FETCHED);
  }

  @Test
  void an_event_that_ended_is_not_fetched() {
    assertThat(run("$one", NOW)).isEqualTo(PduResult.EXPIRED);
  }

  @Test
  void the_redacted_form_is_not_recorded() {
    ObjectNode pdu = Pdus.sticky(RoomVersion.V11);
    ObjectNode redacted = Redaction.redact(pdu, RoomVersion.V11);
    answers.add(Future.succeededFuture(Optional.of(redacted)));

    assertThat(run(Pdus.eventId(pdu, RoomVersion.V11), END)).isEqualTo(PduResult.REDACTED);
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"V10", "V11"})
  void the_copy_of_redacts_that_an_admin_api_adds_is_taken_off_again(RoomVersion version) {
    ObjectNode pdu = Pdus.redaction(version);
    ObjectNode copied = pdu.deepCopy().put("redacts", "$target");
    copied.withObject("/content").put("redacts", "$target");
    answers.add(Future.succeededFuture(Optional.of(copied)));

    assertThat(run(Pdus.eventId(pdu, version), END)).isEqualTo(PduResult.FETCHED);
    assertThat(((PduFetched) recorded().getBody()).getPdu().array())
        .isEqualTo(CanonicalJson.bytes(pdu));
  }

  @Test
  void another_event_is_dead_lettered() {
    answers.add(Future.succeededFuture(Optional.of(Pdus.sticky(RoomVersion.V11))));

    assertThat(run("$another", END)).isEqualTo(PduResult.REFUSED);
    assertThat(producer.history())
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.topic()).isEqualTo("dead-letter");
              assertThat(sent.key()).isEqualTo(ROOM);
            });
  }

  @Test
  void the_wait_between_attempts_doubles_within_a_bound() {
    assertThat(RetryDelay.afterAttempt(1)).isEqualTo(100);
    assertThat(RetryDelay.afterAttempt(2)).isEqualTo(200);
    assertThat(RetryDelay.afterAttempt(8)).isEqualTo(10_000);
    assertThat(RetryDelay.afterAttempt(1_000)).isEqualTo(10_000);
  }

  private PduResult run(String eventId, long endTs) {
    return fetch
        .run(Stickies.wanted(ROOM, eventId, endTs))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private RoomEvent recorded() {
    return new AvroCodec<>(registry, RoomEvent.class).decode(producer.history().get(0).value());
  }
}
