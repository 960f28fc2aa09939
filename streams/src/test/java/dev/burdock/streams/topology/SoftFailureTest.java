package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.auth;
import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.read;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.Burst;
import dev.burdock.streams.processor.Names;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events that are not allowed when they come, and those that are allowed later. */
class SoftFailureTest {
  private static final String BOB = "@bob:theirs";
  private static final String CAROL = "@carol:theirs";

  private final TopologyFixture topology = new TopologyFixture();

  @BeforeEach
  void joinCarol() {
    topology.feed(member("$carol", CAROL, "join"));
    topology.deliveries();
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R07 the event of a sender who is not joined is kept and not delivered")
  void holdsEventsOfStrangers() {
    topology.feed(sticky("$never", BOB, topology.now()).build());
    topology.feed(member("$ban", CAROL, "ban"));
    topology.deliveries();
    topology.feed(sticky("$banned", CAROL, topology.now()).build());

    assertThat(topology.deliveries()).isEmpty();
    assertThat(topology.size(Names.HELD_STORE)).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "R07 an event that the homeserver soft-failed is not delivered, though its sender is joined")
  void holdsFlaggedEvents() {
    topology.feed(sticky("$flagged", CAROL, topology.now()).setSoftFailed(true).build());

    assertThat(topology.deliveries()).isEmpty();
  }

  @Test
  @DisplayName(
      "R08 who joins has the events that waited delivered as one burst at the join's position")
  void releasesOnJoin() {
    topology.feed(sticky("$1", BOB, topology.now()).build());
    topology.feed(sticky("$2", BOB, topology.now()).setSoftFailed(true).build());
    topology.feed(sticky("$other", "@dave:theirs", topology.now()).build());

    topology.feed(member("$bob", BOB, "join"));

    List<Delivery> told = topology.deliveries();
    assertThat(told).map(Delivery::getPosition).containsExactly(at(4, 0), at(4, 1), at(4, 2));
    assertThat(told.get(0).getBody()).isEqualTo(new MemberMoved(BOB, true));
    assertThat(eventIds(told)).containsExactly("$1", "$2");
    assertThat(told)
        .map(Delivery::getBurst)
        .containsExactly(null, new Burst("release:0:4", 0, 2), new Burst("release:0:4", 1, 2));
    assertThat(topology.size(Names.HELD_STORE)).isEqualTo(1);
  }

  @Test
  @DisplayName("R08 members that were read release what waited, in the order of arrival")
  void releasesOnRead() {
    topology.feed(sticky("$1", BOB, topology.now()).build());
    topology.feed(sticky("$2", "@a:theirs", topology.now()).build());
    topology.feed(sticky("$3", BOB, topology.now()).build());

    topology.feed(read("@a:theirs", BOB, CAROL));

    List<Delivery> told = topology.deliveries();
    assertThat(eventIds(told)).containsExactly("$1", "$2", "$3");
    assertThat(told)
        .map(Delivery::getPosition)
        .containsExactly(at(4, 0), at(4, 1), at(4, 2), at(4, 3), at(4, 4));
  }

  @Test
  @DisplayName("R08 what ended while it waited is not released")
  void forgetsWhatEnded() {
    topology.feed(sticky("$short", BOB, topology.now()).setDurationMs(1_000).build());

    topology.passUnseen(Duration.ofSeconds(1));
    topology.feed(member("$bob", BOB, "join"));

    assertThat(eventIds(topology.deliveries())).isEmpty();
  }

  @Test
  @DisplayName("R08 new power levels release the events that they allow")
  void releasesOnPowerLevels() {
    topology.feed(auth("$pl1", "m.room.power_levels", "{\"events_default\":50}", "@admin:theirs"));
    topology.feed(sticky("$flagged", CAROL, topology.now()).setSoftFailed(true).build());
    topology.feed(auth("$jr", "m.room.join_rules", "{\"join_rule\":\"invite\"}", null));
    List<Delivery> still = topology.deliveries();

    topology.feed(auth("$pl2", "m.room.power_levels", "{\"events_default\":0}", "@admin:theirs"));

    assertThat(still).isEmpty();
    assertThat(eventIds(topology.deliveries())).containsExactly("$flagged");
  }

  @Test
  @DisplayName("R08 new join rules have what waits judged again")
  void releasesOnJoinRules() {
    topology.feed(sticky("$flagged", CAROL, topology.now()).setSoftFailed(true).build());
    topology.feed(sticky("$stranger", BOB, topology.now()).build());

    topology.feed(auth("$jr", "m.room.join_rules", "{\"join_rule\":\"public\"}", null));

    assertThat(eventIds(topology.deliveries())).containsExactly("$flagged");
  }

  @Test
  @DisplayName("R08 a released event ends at its own time and is redacted where it now is")
  void redactsReleased() {
    topology.feed(sticky("$1", BOB, topology.now()).build());
    topology.feed(member("$bob", BOB, "join"));

    topology.feed(redaction("$r", "$1", BOB));

    assertThat(topology.size(Names.STICKY_STORE)).as("the applied offset").isEqualTo(1);
  }

  @Test
  @DisplayName("R09 what was delivered stays when its sender leaves")
  void keepsWhatWasDelivered() {
    topology.feed(sticky("$1", CAROL, topology.now()).build());
    topology.deliveries();

    topology.feed(member("$leave", CAROL, "leave"));

    assertThat(topology.deliveries())
        .map(Delivery::getBody)
        .containsExactly(new MemberMoved(CAROL, false));
    assertThat(topology.size(Names.STICKY_STORE)).isEqualTo(2);
  }

  private static List<String> eventIds(List<Delivery> deliveries) {
    return deliveries.stream()
        .map(Delivery::getBody)
        .filter(StickyAdded.class::isInstance)
        .map(body -> ((StickyAdded) body).getEventId())
        .toList();
  }

  private static Position at(long offset, int index) {
    return new Position(0, offset, index);
  }
}
