package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static dev.burdock.streams.topology.Bodies.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.streams.processor.Names;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long events are sticky, and what is told of their beginning and end. */
class StickinessTest {
  private static final String ALICE = "@alice:ours";
  private static final Duration HOUR = Duration.ofHours(1);

  private final TopologyFixture topology = TopologyFixture.onDisk();

  @BeforeEach
  void joinAlice() {
    topology.feed(member("$join", ALICE, "join"));
    topology.deliveries();
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R01 a sticky event of a joined sender is delivered at the offset of its record")
  void deliversAtTheOffsetOfTheRecord() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());

    Delivery delivery = only(topology.deliveries());
    assertThat(delivery.getPosition()).isEqualTo(new Position(0, 1L, 0));
    StickyAdded added = (StickyAdded) delivery.getBody();
    assertThat(added.getEventId()).isEqualTo("$e");
    assertThat(added.getEvent()).isEqualTo(utf8("{\"event_id\":\"$e\"}"));
  }

  @Test
  @DisplayName(
      "R02 stickiness starts at the earlier of receipt and origin and lasts an hour at most")
  void startsAtTheEarlierTime() {
    long now = topology.now();

    topology.feed(sticky("$past", ALICE, now - 60_000).setDurationMs(600_000).build());
    topology.feed(sticky("$future", ALICE, now + 60_000).setDurationMs(600_000).build());
    topology.feed(sticky("$long", ALICE, now).setDurationMs(Long.MAX_VALUE).build());

    assertThat(topology.deliveries())
        .map(delivery -> (StickyAdded) delivery.getBody())
        .extracting(StickyAdded::getStartTs, StickyAdded::getEndTs)
        .containsExactly(
            tuple(now - 60_000, now + 540_000),
            tuple(now, now + 600_000),
            tuple(now, now + 3_600_000));
  }

  @Test
  @DisplayName("R02 a duplicate of a future-dated event does not become sticky again after its end")
  void rememberedBeyondItsEnd() {
    long future = topology.now() + Duration.ofHours(3).toMillis();
    topology.feed(sticky("$future", ALICE, future).build());
    topology.deliveries();

    topology.pass(HOUR.multipliedBy(2));
    topology.feed(sticky("$future", ALICE, future).build());
    topology.pass(HOUR.multipliedBy(2).minusMinutes(1));
    topology.feed(sticky("$future", ALICE, future).build());

    assertThat(topology.deliveries())
        .map(Delivery::getBody)
        .containsExactly(new StickyRemoved("$future", Removal.EXPIRED));
    assertThat(topology.size(Names.STICKY_STORE)).isEqualTo(1);
  }

  @Test
  @DisplayName("R03 an event that ended before it arrived, or lasts no time, is not kept")
  void ignoresWhatEnded() {
    long now = topology.now();
    long kept = topology.size(Names.EVENTS_STORE);

    topology.feed(sticky("$over", ALICE, now - HOUR.toMillis()).build());
    topology.feed(sticky("$zero", ALICE, now).setDurationMs(0).build());

    assertThat(topology.deliveries()).isEmpty();
    assertThat(topology.size(Names.EVENTS_STORE)).isEqualTo(kept);
  }

  @Test
  @DisplayName("R02 the end of an event is told once, when the wall clock reaches it")
  void tellsTheEnd() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());
    topology.deliveries();

    topology.pass(HOUR.minusMillis(1));
    List<Delivery> before = topology.deliveries();
    topology.pass(Duration.ofSeconds(1));
    List<Delivery> after = topology.deliveries();
    topology.pass(HOUR);

    assertThat(before).isEmpty();
    assertThat(only(after).getBody()).isEqualTo(new StickyRemoved("$e", Removal.EXPIRED));
    assertThat(only(after).getPosition()).isNull();
    assertThat(topology.deliveries()).isEmpty();
  }

  @Test
  @DisplayName("R03 nothing is left of an event when no record can be judged against it any more")
  void leavesNothing() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());
    topology.feed(redaction("$r", "$never", ALICE));

    topology.pass(HOUR.multipliedBy(4).plusMinutes(6));
    topology.pass(HOUR.multipliedBy(24));
    topology.pass(Duration.ofMinutes(6));

    assertThat(topology.size(Names.STICKY_STORE)).as("the applied offset").isEqualTo(1);
    assertThat(topology.size(Names.EVENTS_STORE)).isZero();
    assertThat(topology.size(Names.TIMERS_STORE)).isZero();
  }

  @Test
  @DisplayName("R02 an event that ended is kept while older records could still be judged")
  void keepsForReplays() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());

    topology.pass(HOUR.plusMinutes(6));
    long whileQuiet = topology.size(Names.STICKY_STORE);
    topology.feed(member("$again", ALICE, "join"));
    topology.pass(Duration.ofSeconds(1));

    assertThat(whileQuiet).isEqualTo(2);
    assertThat(topology.size(Names.STICKY_STORE)).isEqualTo(1);
  }

  @Test
  @DisplayName("R11 a repeated event delivers nothing")
  void ignoresDuplicates() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());
    topology.deliveries();

    topology.feed(sticky("$e", ALICE, topology.now()).build());

    assertThat(topology.deliveries()).isEmpty();
  }

  @Test
  @DisplayName("R05 a sticky state event is delivered as any other")
  void deliversState() {
    topology.feed(
        sticky("$s", ALICE, topology.now()).setType("m.room.topic").setStateKey("").build());

    assertThat(((StickyAdded) only(topology.deliveries()).getBody()).getType())
        .isEqualTo("m.room.topic");
  }

  @Test
  @DisplayName(
      "R06 an event that a policy server flagged is not sticky, though the feed let it through")
  void ignoresSpam() {
    topology.feed(
        sticky("$spam", ALICE, topology.now())
            .setEvent(utf8("{\"unsigned\":{\"io.element.synapse.policy_server_spammy\":true}}"))
            .build());
    topology.feed(
        sticky("$quote", ALICE, topology.now())
            .setEvent(utf8("{\"content\":{\"body\":\"io.element.synapse.policy_server_spammy\"}}"))
            .build());

    assertThat(((StickyAdded) only(topology.deliveries()).getBody()).getEventId())
        .isEqualTo("$quote");
  }

  private static Delivery only(List<Delivery> deliveries) {
    assertThat(deliveries).hasSize(1);
    return deliveries.get(0);
  }
}
