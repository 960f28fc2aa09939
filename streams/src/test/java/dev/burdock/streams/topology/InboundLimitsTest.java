package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.read;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Rate;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.processor.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events of other servers that come faster than they are let through. */
class InboundLimitsTest {
  private static final String ALICE = "@alice:ours";
  private static final String BOB = "@bob:theirs";
  private static final String CAROL = "@carol:theirs";
  private static final String DAVE = "@dave:others";
  private static final Rate OFF = new Rate(0, 1);
  private static final long MARGIN_MS = 30_000;

  private final TopologyFixture topology =
      new TopologyFixture(limits(new Rate(60, 2), new Rate(60, 3), OFF));

  @BeforeEach
  void join() {
    topology.feed(read(ALICE, BOB, CAROL, DAVE));
    topology.deliveries();
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R28 what a sender sends too fast is kept, in no room read, and delivered in order")
  void defersASender() {
    feed(BOB, "$1", "$2", "$3", "$4");
    List<Delivery> atOnce = topology.deliveries();
    long shown = topology.size(Names.STICKY_STORE);
    topology.pass(Duration.ofMillis(900));
    List<Delivery> tooEarly = topology.deliveries();
    topology.pass(Duration.ofMillis(200));
    List<Delivery> first = topology.deliveries();
    topology.pass(Duration.ofSeconds(1));

    assertThat(eventIds(atOnce)).containsExactly("$1", "$2");
    assertThat(shown).as("two events and the applied offset").isEqualTo(3);
    assertThat(tooEarly).isEmpty();
    assertThat(eventIds(first)).containsExactly("$3");
    assertThat(eventIds(topology.deliveries())).containsExactly("$4");
    assertThat(topology.size(Names.DEFERRED_STORE)).isZero();
    assertThat(topology.counted(RoomMetrics.DEFERRED, "limit", "sender")).isEqualTo(2);
    assertThat(topology.counted(RoomMetrics.JUDGED, "result", "undeferred")).isEqualTo(2);
  }

  @Test
  @DisplayName("R28 R20 a release is a record of room-events: its position, one burst of its own")
  void deliversAtTheReleasesPosition() {
    topology.feedTogether(
        "burst",
        sticky("$1", BOB, topology.now()).build(),
        sticky("$2", CAROL, topology.now()).build(),
        sticky("$3", BOB, topology.now()).build(),
        sticky("$4", CAROL, topology.now()).build());
    List<Delivery> atOnce = topology.deliveries();
    topology.passUnseen(Duration.ofSeconds(5));
    topology.fire();

    assertThat(atOnce.get(atOnce.size() - 1).getBody()).isEqualTo(new BurstEnd());
    RoomEvent release = topology.releases().get(0);
    assertThat(release.getBody()).isEqualTo(new Release(List.of("$4")));
    assertThat(release.getReceivedTs()).isEqualTo(topology.now());
    Delivery late = topology.deliveries().get(0);
    assertThat(late.getPosition()).isEqualTo(new Position(0, 5L, 0));
    assertThat(late.getBurst()).isEqualTo(new Burst("release:0:5", 0, 1));
    assertThat(late.getDecidedTs()).isEqualTo(topology.now());
  }

  @Test
  @DisplayName("R28 one sender's flood keeps nobody else of its server waiting")
  void keepsSendersApart() {
    feed(BOB, "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8");
    feed(CAROL, "$carol");
    feed(DAVE, "$dave");

    assertThat(eventIds(topology.deliveries())).containsExactly("$1", "$2", "$carol", "$dave");
  }

  @Test
  @DisplayName("R28 a server that sends too fast waits, whoever sends; other servers do not")
  void defersAnOrigin() {
    for (int i = 0; i < 5; i++) {
      topology.feed(member("$join" + i, "@u" + i + ":theirs", "join"));
    }
    topology.deliveries();

    IntStream.range(0, 5).forEach(i -> feed("@u" + i + ":theirs", "$" + i));
    feed(DAVE, "$dave");
    List<Delivery> atOnce = topology.deliveries();
    topology.pass(Duration.ofSeconds(1));
    topology.pass(Duration.ofSeconds(1));

    assertThat(eventIds(atOnce)).containsExactly("$0", "$1", "$2", "$dave");
    assertThat(eventIds(topology.deliveries())).containsExactly("$3", "$4");
    assertThat(topology.counted(RoomMetrics.DEFERRED, "limit", "origin")).isEqualTo(2);
  }

  @Test
  @DisplayName("R28 a room into which all other servers send too fast waits")
  void defersARoom() {
    try (TopologyFixture narrow = new TopologyFixture(limits(OFF, OFF, new Rate(60, 1)))) {
      narrow.feed(read(ALICE, BOB, DAVE));
      narrow.deliveries();

      narrow.feed(sticky("$1", BOB, narrow.now()).build());
      narrow.feed(sticky("$2", DAVE, narrow.now()).build());
      narrow.feed(sticky("$3", ALICE, narrow.now()).build());

      assertThat(eventIds(narrow.deliveries())).containsExactly("$1", "$3");
      assertThat(narrow.counted(RoomMetrics.DEFERRED, "limit", "room")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("R28 own events are never deferred, and nothing is when the limits are off")
  void letsOwnEventsThrough() {
    String[] ids = IntStream.range(0, 20).mapToObj(i -> "$" + i).toArray(String[]::new);
    feed(ALICE, ids);
    List<Delivery> own = topology.deliveries();
    try (TopologyFixture open = new TopologyFixture(limits(OFF, OFF, OFF))) {
      open.feed(read(BOB));
      open.deliveries();
      List.of(ids).forEach(id -> open.feed(sticky(id, BOB, open.now()).build()));

      assertThat(eventIds(own)).containsExactly(ids);
      assertThat(eventIds(open.deliveries())).containsExactly(ids);
      assertThat(open.size(Names.LIMITS_STORE)).isZero();
    }
  }

  @Test
  @DisplayName("R28 what the limits would keep too long is delivered a margin before its end")
  void deliversBeforeTheEnd() {
    List<String> ids = IntStream.range(0, 300).mapToObj(i -> "$" + i).toList();
    ids.forEach(
        id -> topology.feed(sticky(id, BOB, topology.now()).setDurationMs(120_000).build()));
    topology.passUnseen(Duration.ofMillis(120_000 - MARGIN_MS));
    for (int i = 0; i < 20; i++) {
      topology.fire();
    }

    assertThat(eventIds(topology.deliveries())).containsExactlyElementsOf(ids);
    assertThat(topology.counted(RoomMetrics.JUDGED, "result", "hurried")).isGreaterThan(200);
  }

  @Test
  @DisplayName("R28 an event of a very short life is let through, a short one waits half of it")
  void letsShortLivesThrough() {
    feed(BOB, "$1", "$2");
    topology.feed(sticky("$blink", BOB, topology.now()).setDurationMs(150).build());
    List<Delivery> atOnce = topology.deliveries();
    topology.feed(sticky("$short", BOB, topology.now()).setDurationMs(800).build());
    topology.pass(Duration.ofMillis(400));

    assertThat(eventIds(atOnce)).containsExactly("$1", "$2", "$blink");
    assertThat(eventIds(topology.deliveries())).containsExactly("$short");
  }

  @Test
  @DisplayName("R04 R28 a deferred event that is redacted is never delivered")
  void redactsDeferred() {
    feed(BOB, "$1", "$2", "$3", "$4");
    topology.feed(redaction("$r", "$3", BOB));
    topology.deliveries();
    topology.passUnseen(Duration.ofSeconds(5));
    topology.fire();

    assertThat(eventIds(topology.deliveries())).containsExactly("$4");
    assertThat(topology.size(Names.DEFERRED_STORE)).isZero();
  }

  @Test
  @DisplayName("R07 R08 R28 whose sender left meanwhile waits for the sender to come back")
  void holdsWhoseSenderLeft() {
    feed(BOB, "$1", "$2", "$3");
    topology.feed(member("$leave", BOB, "leave"));
    topology.deliveries();
    topology.passUnseen(Duration.ofSeconds(5));
    topology.fire();
    List<Delivery> away = topology.deliveries();
    topology.feed(member("$back", BOB, "join"));

    assertThat(eventIds(away)).isEmpty();
    assertThat(eventIds(topology.deliveries())).containsExactly("$3");
  }

  @Test
  @DisplayName("R08 R28 who joins after a flood has it delivered no faster than the limits allow")
  void limitsWhatAJoinReleases() {
    topology.feed(member("$leave", BOB, "leave"));
    feed(BOB, "$1", "$2", "$3", "$4");
    topology.deliveries();
    topology.feed(member("$back", BOB, "join"));
    List<Delivery> atOnce = topology.deliveries();
    topology.passUnseen(Duration.ofSeconds(5));
    topology.fire();

    assertThat(eventIds(atOnce)).containsExactly("$1", "$2");
    assertThat(eventIds(topology.deliveries())).containsExactly("$3", "$4");
  }

  @Test
  @DisplayName("R28 a duplicate of a deferred event, or of its release, changes nothing")
  void toleratesDuplicates() {
    feed(BOB, "$1", "$2", "$3", "$3");
    topology.feed(new Release(List.of("$3", "$1", "$never")));
    List<Delivery> early = topology.deliveries();
    topology.passUnseen(Duration.ofSeconds(1));
    topology.feed(new Release(List.of("$3", "$3")));
    topology.feed(new Release(List.of("$3")));
    topology.fire();

    assertThat(eventIds(early)).containsExactly("$1", "$2");
    assertThat(eventIds(topology.deliveries())).containsExactly("$3");
    assertThat(topology.releases()).as("nothing is left to ask for").isEmpty();
  }

  @Test
  @DisplayName("R28 a bucket that is full again is forgotten")
  void forgetsFullBuckets() {
    feed(BOB, "$1", "$2", "$3");
    long inUse = topology.size(Names.LIMITS_STORE);
    topology.pass(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      topology.passUnseen(Duration.ofMinutes(20));
      topology.feed(member("$told" + i, DAVE, "join"));
      topology.fire();
    }

    assertThat(inUse).as("one of the sender, one of the server").isEqualTo(2);
    assertThat(topology.size(Names.LIMITS_STORE)).isZero();
  }

  private void feed(String sender, String... eventIds) {
    for (String eventId : eventIds) {
      topology.feed(sticky(eventId, sender, topology.now()).build());
    }
  }

  private static InboundLimitsConfig limits(Rate sender, Rate origin, Rate room) {
    return new InboundLimitsConfig(sender, origin, room, MARGIN_MS, 100, 1_000, 1_000);
  }

  private static List<String> eventIds(List<Delivery> deliveries) {
    List<String> ids = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      if (delivery.getBody() instanceof StickyAdded added) {
        ids.add(added.getEventId());
      }
    }
    return ids;
  }
}
