package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.AnsweredPdus;
import dev.burdock.ingest.domain.AppserviceTransaction;
import dev.burdock.ingest.domain.Arrived;
import dev.burdock.ingest.domain.Classifier;
import dev.burdock.ingest.domain.FederationTransaction;
import dev.burdock.ingest.domain.FeedElement;
import dev.burdock.ingest.domain.NativeBatch;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.homeserver.StateReplies;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What homeservers hand in: their own feed, and other servers' transactions. */
final class FeedSurfaces {
  private static final int MAX_EVENT_BYTES = 65_536;
  private static final Set<String> OURS = Set.of("us.example");
  private static final Recorder RECORDER = new Recorder(new Classifier(OURS));
  private static final AvroCodec<RoomEvent> CODEC =
      new AvroCodec<>(new InMemoryRegistry(), RoomEvent.class);
  private static final String EVENT =
      "{\"event_id\":\"$e\",\"type\":\"m.room.message\",\"room_id\":\"!r:us.example\","
          + "\"sender\":\"@u:us.example\",\"origin_server_ts\":1800000000000,"
          + "\"msc4354_sticky\":{\"duration_ms\":60000},\"content\":{\"msc4354_sticky_key\":\"k\"},"
          + "\"unsigned\":{\"io.element.synapse.soft_failed\":true}}";
  private static final String STATE =
      "{\"event_id\":\"$s\",\"type\":\"m.room.member\",\"state_key\":\"@u:us.example\","
          + "\"room_id\":\"!r:us.example\",\"sender\":\"@u:us.example\",\"origin_server_ts\":5,"
          + "\"content\":{\"membership\":\"join\"}}";
  private static final String PDU =
      "{\"type\":\"m.room.message\",\"sender\":\"@u:b.example\",\"room_id\":\"!r:us.example\","
          + "\"origin_server_ts\":1,\"depth\":1,\"prev_events\":[],\"auth_events\":[],"
          + "\"content\":{},\"sticky\":{\"duration_ms\":1},\"hashes\":{},\"signatures\":{}}";

  private FeedSurfaces() {}

  static List<Surface> all() {
    return List.of(
        new Surface(
            "appservice-transaction",
            utf8("{\"events\":[" + EVENT + "," + STATE + "],\"ephemeral\":[]}", "{\"events\":[]}"),
            FeedSurfaces::appservice),
        new Surface(
            "native-batch",
            utf8(
                "{\"server_name\":\"us.example\",\"events\":[{\"event\":"
                    + EVENT
                    + ",\"spam\":false,\"received_ts\":5},{\"pdu\":"
                    + PDU
                    + ",\"room_version\":\"11\"},{\"erased\":{\"user_id\":\"@u:us.example\","
                    + "\"room_ids\":[\"!r:us.example\"]}}]}"),
            FeedSurfaces::nativeBatch),
        new Surface(
            "federation-transaction",
            utf8(
                "{\"origin\":\"b.example\",\"origin_server_ts\":1,\"pdus\":["
                    + PDU
                    + "],\"edus\":[]}",
                "{\"pdus\":{\"$a\":{}}}"),
            FeedSurfaces::federation),
        new Surface(
            "homeserver-state",
            utf8(
                "{\"state\":[{\"type\":\"m.room.create\",\"state_key\":\"\",\"sender\":\"@u:us.example\","
                    + "\"content\":{\"room_version\":\"11\"}}],\"joined\":{\"@u:us.example\":{}},"
                    + "\"members\":[\"@u:us.example\"],\"content\":{},\"sender\":\"@u:us.example\"}"),
            FeedSurfaces::state));
  }

  private static void appservice(byte[] input) throws Exception {
    Optional<List<FeedElement>> items =
        unless(
            MatrixException.class, () -> AppserviceTransaction.read(input, 1_000, MAX_EVENT_BYTES));
    sliced(input, items);
    items.ifPresent(all -> recorded(all, Feed.APPSERVICE));
  }

  private static void nativeBatch(byte[] input) throws Exception {
    unless(
            MatrixException.class,
            () -> NativeBatch.read(input, 1_000, MAX_EVENT_BYTES, OURS).elements())
        .ifPresent(
            items -> {
              assertThat(Json.tree(input).map(body -> body.path("events").size()))
                  .isIn(Optional.empty(), Optional.of(items.size()));
              recorded(items, Feed.NATIVE);
            });
  }

  private static void federation(byte[] input) throws Exception {
    AnsweredPdus answered = AnsweredPdus.read(input);
    Optional<FederationTransaction> transaction =
        unless(MatrixException.class, () -> FederationTransaction.of(CanonicalJson.parse(input)));
    for (ObjectNode pdu : transaction.map(FederationTransaction::sticky).orElse(List.of())) {
      assertThat(answered.find(pdu, Optional.empty())).isEmpty();
    }
  }

  private static void state(byte[] input) throws Exception {
    StateReplies.readAll(input);
  }

  /** The pieces are what Jackson reads there. */
  private static void sliced(byte[] input, Optional<List<FeedElement>> items) {
    JsonNode events = Json.tree(input).map(body -> body.path("events")).orElse(null);
    if (events == null || !events.isArray()) {
      return;
    }
    List<FeedElement> cut = items.orElseThrow();
    assertThat(cut).hasSize(events.size());
    for (int i = 0; i < cut.size(); i++) {
      byte[] piece =
          cut.get(i) instanceof FeedElement.Taken taken
              ? taken.arrived().event().json().bytes()
              : ((FeedElement.Refused) cut.get(i)).json().bytes();
      assertThat(Json.tree(piece)).contains(events.get(i));
    }
  }

  /** What is taken becomes records that are read as they were written. */
  private static void recorded(List<FeedElement> items, Feed feed) {
    List<Arrived> arrived =
        items.stream()
            .filter(FeedElement.Taken.class::isInstance)
            .map(item -> ((FeedElement.Taken) item).arrived())
            .toList();
    for (RoomEvent record : RECORDER.records("us.example", feed, arrived)) {
      byte[] written = CODEC.encode(record);
      assertThat(CODEC.encode(CODEC.decode(written))).isEqualTo(written);
    }
  }
}
