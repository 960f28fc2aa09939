package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static dev.burdock.streams.topology.Bodies.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.event.UserErased;
import dev.burdock.schemas.outbound.CatchUpAnswer;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.streams.processor.Names;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a destination gets that asks to be caught up. */
class CatchUpTest {
  private static final String ALICE = "@alice:ours";
  private static final String OTHER = "!another:ours";
  private static final String FOREIGN = "!foreign:ours";

  private final TopologyFixture topology = new TopologyFixture();

  @BeforeEach
  void join() {
    for (String room : List.of(TopologyFixture.ROOM, OTHER, FOREIGN)) {
      topology.feed(room, member("$alice" + room, ALICE, "join"), null);
    }
    topology.feed(member("$bob1", "@bob:theirs", "join"));
    topology.feed(OTHER, member("$bob2", "@bob:theirs", "join"), null);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R23 it is pushed what is unexpired, ours and allowed in its rooms, oldest first")
  void pushesWhatIsUnexpired() {
    topology.feed(own("$1").build());
    topology.feed(OTHER, own("$2").build(), null);
    topology.feed(own("$3").build());
    topology.feed(own("$short").setDurationMs(1_000).build());
    topology.feed(own("$redacted").build());
    topology.feed(redaction("$r", "$redacted", ALICE));
    topology.feed(sticky("$no-pdu", ALICE, topology.now()).build());
    topology.feed(sticky("$held", "@x:ours", topology.now()).setPdu(utf8("{}")).build());
    topology.feed(sticky("$theirs", "@bob:theirs", topology.now()).setPdu(utf8("{}")).build());
    topology.feed(FOREIGN, own("$elsewhere").build(), null);
    topology.passUnseen(Duration.ofSeconds(1));
    topology.pushes();

    topology.askCatchUp("theirs", 0);

    List<Outbound> pushes = topology.pushes();
    assertThat(pushes).map(Outbound::getEventId).containsExactly("$1", "$2", "$3");
    assertThat(pushes).map(Outbound::getCause).containsOnly(Cause.CATCH_UP);
    assertThat(pushes).map(Outbound::getDestinations).containsOnly(List.of("theirs"));
  }

  @Test
  @DisplayName("R23 events that were delivered before the time it names are left out")
  void beginsWhereItIsBehind() {
    topology.feed(own("$before").build());
    topology.feed(sticky("$released", "@x:ours", topology.now()).setPdu(utf8("{}")).build());
    topology.passUnseen(Duration.ofSeconds(10));
    long since = topology.now();
    topology.feed(own("$after").build());
    topology.feed(member("$x", "@x:ours", "join"));
    topology.pushes();

    topology.askCatchUp("theirs", since);

    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$after", "$released");
  }

  @Test
  @DisplayName("R23 a server without a joined member gets nothing, and neither do we")
  void needsAMember() {
    topology.feed(own("$1").build());
    topology.pushes();

    topology.askCatchUp("stranger.example", 0);
    topology.askCatchUp("ours", 0);

    assertThat(topology.pushes()).isEmpty();
  }

  @Test
  @DisplayName("R23 a server that left a room, with its last member, gets nothing of it")
  void leftTheRoom() {
    topology.feed(member("$carl", "@carl:theirs", "join"));
    topology.feed(own("$1").build());
    topology.feed(OTHER, own("$2").build(), null);
    topology.feed(member("$bob-gone", "@bob:theirs", "leave"));
    topology.pushes();

    topology.askCatchUp("theirs", 0);
    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$1", "$2");
    topology.feed(member("$carl-gone", "@carl:theirs", "leave"));
    topology.askCatchUp("theirs", 0);
    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$2");
  }

  @Test
  @DisplayName("R23 members that were stored before there was an index of servers are found")
  void indexIsMade() {
    topology.feed(own("$1").build());
    topology.pushes();
    topology.forget(Names.SERVERS_STORE, key -> key[0] == 0);

    topology.askCatchUp("theirs", 0);

    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$1");
  }

  @Test
  @DisplayName("R27 events of an erased sender are left out of catch-up, asked for or not")
  void leavesErasedSendersOut() {
    topology.feed(own("$1").build());
    topology.feed(sticky("$erased", "@gone:ours", topology.now()).setPdu(utf8("{}")).build());
    topology.feed(member("$gone", "@gone:ours", "join"));
    topology.feed(new UserErased("@gone:ours"));
    topology.pushes();

    topology.askCatchUp("theirs", 0);
    topology.feed(member("$new", "@new:late.example", "join"));

    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$1", "$1");
  }

  @Test
  @DisplayName("R23 the end of what was asked for is told after it, also when there was nothing")
  void tellsTheEnd() {
    topology.feed(own("$1").build());
    topology.pushes();

    topology.askCatchUp("theirs", 0);
    topology.askCatchUp("stranger.example", 0);

    CatchUpAnswer answer = new CatchUpAnswer(0, topology.now());
    assertThat(topology.outboundRecords())
        .extracting(Outbound::getEventId, Outbound::getDestinations, Outbound::getCatchUp)
        .containsExactly(
            tuple("$1", List.of("theirs"), answer),
            tuple("", List.of("theirs"), answer),
            tuple("", List.of("stranger.example"), answer));
  }

  private StickyEvent.Builder own(String eventId) {
    return sticky(eventId, ALICE, topology.now()).setPdu(utf8("{}"));
  }
}
