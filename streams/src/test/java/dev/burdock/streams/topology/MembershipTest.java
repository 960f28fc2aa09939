package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.read;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.streams.processor.Names;
import dev.burdock.streams.state.Reads;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is joined, and how readers learn of it and of bursts. */
class MembershipTest {
  private static final String ALICE = "@alice:ours";

  private final TopologyFixture topology = new TopologyFixture();

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R15 only a user who moves in or out is told of, at the position of the change")
  void tellsWhoMoved() {
    topology.feed(member("$1", ALICE, "invite"));
    topology.feed(member("$2", ALICE, "join"));
    topology.feed(member("$3", ALICE, "join"));
    topology.feed(member("$4", ALICE, "ban"));
    topology.feed(member("$5", ALICE, "leave"));

    assertThat(topology.deliveries())
        .extracting(Delivery::getBody, Delivery::getPosition)
        .containsExactly(
            tuple(new MemberMoved(ALICE, true), new Position(0, 1L, 0)),
            tuple(new MemberMoved(ALICE, false), new Position(0, 3L, 0)));
  }

  @Test
  @DisplayName("R14 the rooms of an own user carry the position of the join, and go when it ends")
  void keepsRoomsOfUsers() {
    topology.feed(member("$1", ALICE, "join"));
    topology.feed("!other:ours", member("$2", ALICE, "join"), null);
    topology.feed("!left:ours", member("$3", ALICE, "join"), null);
    topology.feed("!left:ours", member("$4", ALICE, "leave"), null);
    topology.feed(member("$5", "@bob:theirs", "join"));

    UserRooms alice = rooms(ALICE);
    assertThat(alice.getRooms())
        .map(room -> room.getRoomId() + "@" + room.getPosition().getOffset())
        .containsExactly("!other:ours@1", TopologyFixture.ROOM + "@0");
    assertThat(rooms("@bob:theirs").getRooms()).isEmpty();
  }

  @Test
  @DisplayName("R15 a repeated old membership does not undo a newer one")
  void ignoresRepeatedMemberships() {
    topology.feed(member("$1", ALICE, "join"));
    topology.feed(member("$2", ALICE, "leave"));
    topology.deliveries();

    topology.feed(member("$1", ALICE, "join"));

    assertThat(topology.deliveries()).isEmpty();
    assertThat(rooms(ALICE).getRooms()).isEmpty();
  }

  @Test
  @DisplayName("R15 a membership that the feed told since the read was taken wins over the read")
  void feedWinsOverReads() {
    topology.feed(member("$old", "@old:ours", "leave"));
    topology.passUnseen(Duration.ofSeconds(1));
    topology.feed(member("$1", ALICE, "join"));
    topology.feed(member("$2", ALICE, "leave"));
    topology.deliveries();

    topology.feed(read(ALICE, "@old:ours", "@new:ours"));

    assertThat(topology.deliveries())
        .map(Delivery::getBody)
        .containsExactly(new MemberMoved("@old:ours", true), new MemberMoved("@new:ours", true));
  }

  @Test
  @DisplayName("R15 an id that is no user's moves nobody")
  void ignoresInvalidUsers() {
    topology.feed(member("$1", "nobody", "join"));
    topology.feed(read("nobody"));

    assertThat(topology.deliveries()).isEmpty();
    assertThat(topology.size(Names.MEMBERS_STORE)).isZero();
  }

  @Test
  @DisplayName(
      "R20 the events of a burst carry it, and its end is told when its last record delivers none")
  void endsBursts() {
    topology.feedTogether(
        "b1",
        member("$1", ALICE, "join"),
        sticky("$e1", ALICE, topology.now()).build(),
        sticky("$e2", ALICE, topology.now()).build());
    topology.feedTogether(
        "b2",
        sticky("$e3", ALICE, topology.now()).build(),
        sticky("$e1", ALICE, topology.now()).build());

    var told = topology.deliveries();
    assertThat(told)
        .map(Delivery::getBurst)
        .containsExactly(
            null,
            new Burst("b1", 1, 3),
            new Burst("b1", 2, 3),
            new Burst("b2", 0, 2),
            new Burst("b2", 1, 2));
    assertThat(told.get(4).getBody()).isEqualTo(new BurstEnd());
    assertThat(told.get(4).getPosition()).isEqualTo(new Position(0, 4L, 0));
  }

  @Test
  @DisplayName("R20 a burst whose last record releases others' events ends as well")
  void endsBurstsOfReleases() {
    topology.feed(sticky("$held", ALICE, topology.now()).build());

    topology.feedTogether("b", member("$b", "@bob:theirs", "join"), member("$a", ALICE, "join"));

    assertThat(topology.deliveries())
        .map(Delivery::getBurst)
        .containsExactly(null, null, new Burst("release:0:2", 0, 1), new Burst("b", 1, 2));
  }

  private UserRooms rooms(String user) {
    return new Reads(topology.registry).rooms(topology.store(Names.USER_ROOMS_STORE), user);
  }
}
