package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.auth;
import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static dev.burdock.streams.topology.Bodies.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.streams.processor.Names;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redactions end the stickiness of what they may redact. */
class RedactionTest {
  private static final String ALICE = "@alice:ours";
  private static final String BOB = "@bob:theirs";

  private final TopologyFixture topology = new TopologyFixture();

  @BeforeEach
  void join() {
    topology.feed(member("$alice", ALICE, "join"));
    topology.feed(member("$bob", BOB, "join"));
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R04 a redaction ends its target at once, at its own position")
  void endsItsTarget() {
    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.deliveries();

    topology.feed(redaction("$r", "$e", "@mod:theirs"));

    List<Delivery> told = topology.deliveries();
    assertThat(told).map(Delivery::getBody).containsExactly(removed());
    assertThat(told).map(Delivery::getPosition).containsExactly(new Position(0, 3L, 0));
    assertThat(topology.size(Names.STICKY_STORE)).as("the applied offset").isEqualTo(1);
  }

  @Test
  @DisplayName("R04 a redacted event does not come back and its end is not told again")
  void staysRedacted() {
    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.feed(redaction("$r", "$e", BOB));
    topology.deliveries();

    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.feed(redaction("$r", "$e", BOB));
    topology.pass(Duration.ofHours(2));

    assertThat(topology.deliveries()).isEmpty();
  }

  @Test
  @DisplayName("R04 a redaction that comes before its target awaits it")
  void awaitsItsTarget() {
    topology.feed(redaction("$r", "$e", "@mod:theirs"));
    topology.feed(redaction("$foreign", "$other", "@mod:elsewhere"));
    topology.deliveries();

    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.feed(sticky("$other", BOB, topology.now()).build());

    assertThat(topology.deliveries())
        .map(delivery -> delivery.getPosition().getOffset())
        .as("only $other")
        .containsExactly(5L);
  }

  @Test
  @DisplayName("R04 an event that waits after a soft failure is redacted too")
  void endsHeldEvents() {
    topology.feed(sticky("$held", "@late:theirs", topology.now()).build());

    topology.feed(redaction("$r", "$held", "@late:theirs"));
    topology.feed(member("$late", "@late:theirs", "join"));

    assertThat(topology.size(Names.HELD_STORE)).isZero();
    assertThat(topology.size(Names.STICKY_STORE)).isEqualTo(1);
  }

  @ParameterizedTest(name = "power levels {0}, creation {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"users":{"@mod:else":50}}                      | {"room_version":"11"} | true
          {"users":{"@mod:else":"50"}}                    | {}                    | true
          {"users":{"@mod:else":49}}                      | {"room_version":"11"} | false
          {"users":{"@mod:else":60},"redact":70}          | {}                    | false
          {"users_default":70,"redact":70}                | {}                    | true
          {"redact":0}                                    | {}                    | true
          {}                                              | {"creator":"@mod:else"} | false
          not an object                                   | {"creator":"@mod:else"} | true
          not an object                                   | {"room_version":"11","creator":"@mod:else"} | false
          {"users":{}}                                    | {"room_version":"12","additional_creators":["@mod:else"]} | true
          {"users":{}}                                    | {"room_version":"11","additional_creators":["@mod:else"]} | false
          """)
  @DisplayName("R04 who has the power for it redacts anybody, by the defaults of the specification")
  void needsPower(String levels, String creation, boolean allowed) {
    topology.feed(auth("$c", "m.room.create", creation, "@founder:else"));
    topology.feed(auth("$p", "m.room.power_levels", levels, "@founder:else"));
    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.deliveries();

    topology.feed(redaction("$r", "$e", "@mod:else"));

    assertThat(topology.deliveries()).hasSize(allowed ? 1 : 0);
  }

  @Test
  @DisplayName("R04 from version 11 the creator is who sent the creation, whatever it names")
  void whoSentTheCreationIsTheCreator() {
    topology.feed(
        auth(
            "$c",
            "m.room.create",
            "{\"room_version\":\"11\",\"creator\":\"@mod:else\"}",
            "@founder:else"));
    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.deliveries();

    topology.feed(redaction("$r", "$e", "@founder:else"));

    assertThat(topology.deliveries()).hasSize(1);
  }

  @Test
  @DisplayName(
      "R04 the sender of the creation of a version 12 room may redact whatever the power levels"
          + " say")
  void creatorsArePowerful() {
    topology.feed(auth("$c", "m.room.create", "{\"room_version\":\"12\"}", "@founder:else"));
    topology.feed(auth("$p", "m.room.power_levels", "{\"redact\":1000}", "@founder:else"));
    topology.feed(sticky("$e", BOB, topology.now()).build());
    topology.deliveries();

    topology.feed(redaction("$r", "$e", "@founder:else"));

    assertThat(topology.deliveries()).hasSize(1);
  }

  @Test
  @DisplayName(
      "R04 an own event that was pushed is withdrawn from the queues of the room's servers")
  void withdrawsPushes() {
    topology.feed(sticky("$e", ALICE, topology.now()).setPdu(utf8("{}")).build());
    topology.pushes();

    topology.feed(redaction("$r", "$e", ALICE));

    assertThat(topology.pushes())
        .singleElement()
        .satisfies(
            push -> {
              assertThat(push.getPdu()).isNull();
              assertThat(push.getEventId()).isEqualTo("$e");
              assertThat(push.getDestinations()).containsExactly("theirs");
            });
  }

  @Test
  @DisplayName("R04 a PDU that is fetched after the redaction is not pushed")
  void pushesNothingRedacted() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());
    topology.feed(redaction("$r", "$e", ALICE));

    topology.feed(Bodies.pdu("$e", "{}"));

    assertThat(topology.pushes()).map(Outbound::getEventId).isEmpty();
  }

  private static StickyRemoved removed() {
    return new StickyRemoved("$e", Removal.REDACTED);
  }
}
