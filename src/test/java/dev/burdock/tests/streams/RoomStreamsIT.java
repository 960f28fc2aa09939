package dev.burdock.tests.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterHeaders;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.app.RoomStreams;
import dev.burdock.streams.domain.Rate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams role against a real broker. */
public class RoomStreamsIT {
  private static final String ROOM = "!room/../with?odd:ours";
  private static final String STICKY = "/internal/v1/sticky?room=%21room%2F..%2Fwith%3Fodd%3Aours";
  private static final String ALICE = "@alice:ours";
  private static final String BOB = "@bob:theirs.example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final SchemaRegistry registry = new InMemoryRegistry();
  private StreamsCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new StreamsCluster(dir, registry);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  @DisplayName(
      "R10 R21 an event goes to clients, to the partition of each server, and to room reads")
  void takesAnEventItsWay() throws Exception {
    RoomStreams node = cluster.start("one");
    cluster.feed(ROOM, new MemberChange("$1", ALICE, "join", 0L));
    cluster.feed(ROOM, new MemberChange("$2", BOB, "join", 0L));

    cluster.feed(ROOM, sticky("$e"));

    int partition = Partitions.of(ROOM, StreamsCluster.PARTITIONS);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cluster.deliveries())
                    .map(Delivery::getPosition)
                    .containsExactly(
                        new Position(partition, 0L, 0),
                        new Position(partition, 1L, 0),
                        new Position(partition, 2L, 0)));
    // A transaction becomes visible in one partition after the other.
    await().atMost(PATIENCE).until(() -> !cluster.committed(Topic.OUTBOUND).isEmpty());
    assertThat(cluster.committed(Topic.OUTBOUND))
        .singleElement()
        .satisfies(
            record -> {
              int expected = Partitions.of("theirs.example", StreamsCluster.PARTITIONS);
              assertThat(record.partition()).isEqualTo(expected);
              assertThat(record.key()).isEqualTo(Integer.toString(expected));
              assertThat(new AvroCodec<>(registry, Outbound.class).decode(record.value()))
                  .returns(List.of("theirs.example"), Outbound::getDestinations);
            });
    RoomPage page = page(node, "&at_least=2&limit=5");
    assertThat(page.getEntries()).map(StickyEntry::getEventId).containsExactly("$e");
    assertThat(page.getAppliedOffset()).isEqualTo(2);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rooms(node)).containsExactly(ROOM));
  }

  @Test
  @DisplayName("R10 a read that cannot be answered yet, or may not be, says so")
  void refusesReads() throws Exception {
    RoomStreams node = cluster.start("one");

    var early = cluster.get(node, STICKY + "&at_least=7");
    var stranger = cluster.get(node, STICKY, "guess");
    var invalid = cluster.get(node, STICKY + "&limit=0");

    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.headers().firstValue("Retry-After")).isPresent();
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(new String(invalid.body(), UTF_8)).contains("M_INVALID_PARAM");
  }

  @Test
  @DisplayName(
      "R11 a poison record becomes a dead letter in the transaction that skips it, and delays"
          + " nobody")
  void deadLettersExactlyOnce() throws Exception {
    cluster.start("one");
    cluster.feedRaw(ROOM.getBytes(UTF_8), "no avro".getBytes(UTF_8));
    cluster.feed(ROOM, new MemberChange("$1", ALICE, "join", 0L));
    cluster.feed(ROOM, sticky("$e"));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(added()).containsExactly("$e"));

    await().atMost(PATIENCE).until(() -> !cluster.committed(Topic.DEAD_LETTER).isEmpty());
    assertThat(cluster.committed(Topic.DEAD_LETTER))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).isEqualTo("no avro".getBytes(UTF_8));
              assertThat(letter.headers().lastHeader(DeadLetterHeaders.REASON)).isNotNull();
            });
  }

  @Test
  @DisplayName("R11 a node that starts again on its folder goes on where it ended")
  void goesOnAfterARestart() throws Exception {
    RoomStreams node = cluster.start("one");
    cluster.feed(ROOM, new MemberChange("$1", ALICE, "join", 0L));
    cluster.feed(ROOM, sticky("$before"));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(added()).hasSize(1));

    node.close();
    cluster.feed(ROOM, sticky("$before"));
    cluster.feed(ROOM, sticky("$between"));
    RoomStreams again = cluster.start("one");

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(added()).containsExactly("$before", "$between"));
    assertThat(page(again, "&at_least=3").getEntries())
        .map(StickyEntry::getEventId)
        .containsExactly("$before", "$between");
  }

  @Test
  @DisplayName("R10 either of two nodes answers for every room, and one when the other is gone")
  void routesReads() throws Exception {
    RoomStreams one = cluster.start("one");
    RoomStreams other = cluster.start("other");
    for (int i = 0; i < 6; i++) {
      cluster.feed("!r" + i + ":ours", new MemberChange("$" + i, ALICE, "join", 0L));
      cluster.feed("!r" + i + ":ours", sticky("$e" + i));
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(added()).hasSize(6));
    await().atMost(PATIENCE).untilAsserted(() -> assertAnswersForAll(one));
    await().atMost(PATIENCE).untilAsserted(() -> assertAnswersForAll(other));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rooms(one)).hasSize(6));
    await().atMost(PATIENCE).untilAsserted(() -> assertHasCopies(one));
    await().atMost(PATIENCE).untilAsserted(() -> assertHasCopies(other));

    one.close();

    await().atMost(PATIENCE).untilAsserted(() -> assertAnswersForAll(other));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rooms(other)).hasSize(6));
  }

  @Test
  @DisplayName("R20 R28 a burst of another server is partly deferred and comes complete, in order")
  void defersAndReleases() throws Exception {
    RoomStreams node = cluster.start("one", new Rate(600, 5));
    cluster.feed(ROOM, new MemberChange("$bob", BOB, "join", 0L));
    List<String> ids = IntStream.range(0, 20).mapToObj(i -> "$" + i).toList();

    cluster.feedTogether(ROOM, ids.stream().map(id -> sticky(id, BOB)).toList());

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(added()).containsExactlyElementsOf(ids));
    List<Position> places =
        cluster.deliveries().stream()
            .filter(delivery -> delivery.getBody() instanceof StickyAdded)
            .map(Delivery::getPosition)
            .toList();
    assertThat(places.subList(0, 5)).allMatch(place -> place.getOffset() <= 5);
    assertThat(places.subList(5, 20)).allMatch(place -> place.getOffset() > 20);
    assertThat(places).doesNotHaveDuplicates();
    long last = places.get(19).getOffset();
    assertThat(page(node, "&limit=100&at_least=" + last).getEntries())
        .map(StickyEntry::getEventId)
        .containsExactlyElementsOf(ids);
  }

  private void assertAnswersForAll(RoomStreams node) throws Exception {
    for (int i = 0; i < 6; i++) {
      var answer = cluster.get(node, "/internal/v1/sticky?room=%21r" + i + "%3Aours");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(new AvroCodec<>(registry, RoomPage.class).decode(answer.body()).getEntries())
          .map(StickyEntry::getEventId)
          .containsExactly("$e" + i);
    }
  }

  /**
   * A standby answers in the place of a node that is gone, before anybody took that one's tasks.
   */
  private void assertHasCopies(RoomStreams node) throws Exception {
    for (int i = 0; i < 6; i++) {
      String path = "/internal/v1/sticky?room=%21r" + i + "%3Aours";
      assertThat(cluster.getOwn(node, path).statusCode()).isEqualTo(200);
    }
  }

  private List<String> added() {
    return cluster.deliveries().stream()
        .map(Delivery::getBody)
        .filter(StickyAdded.class::isInstance)
        .map(body -> ((StickyAdded) body).getEventId())
        .toList();
  }

  private RoomPage page(RoomStreams node, String query) throws Exception {
    var answer = cluster.get(node, STICKY + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new AvroCodec<>(registry, RoomPage.class).decode(answer.body());
  }

  private List<String> rooms(RoomStreams node) throws Exception {
    var answer = cluster.get(node, "/internal/v1/rooms?user=%40alice%3Aours");
    assertThat(answer.statusCode()).isEqualTo(200);
    return new AvroCodec<>(registry, UserRooms.class)
        .decode(answer.body()).getRooms().stream().map(room -> room.getRoomId()).toList();
  }

  private static StickyEvent sticky(String eventId) {
    return sticky(eventId, ALICE);
  }

  private static StickyEvent sticky(String eventId, String sender) {
    return StickyEvent.newBuilder()
        .setEventId(eventId)
        .setSender(sender)
        .setType("m.room.message")
        .setOriginServerTs(Clock.systemUTC().millis())
        .setDurationMs(3_600_000)
        .setEvent(ByteBuffer.wrap("{}".getBytes(UTF_8)))
        .setPdu(ByteBuffer.wrap("{}".getBytes(UTF_8)))
        .build();
  }
}
