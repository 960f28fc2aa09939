package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.pdu;
import static dev.burdock.streams.topology.Bodies.read;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.sticky;
import static dev.burdock.streams.topology.Bodies.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.topic.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is pushed to which servers. */
class PushTest {
  private static final String ALICE = "@alice:ours";

  private final TopologyFixture topology = new TopologyFixture();

  @BeforeEach
  void join() {
    topology.feed(member("$alice", ALICE, "join"));
    topology.feed(member("$bob", "@bob:theirs", "join"));
    topology.feed(member("$gone", "@gone:left.example", "join"));
    topology.feed(member("$gone2", "@gone:left.example", "leave"));
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  @DisplayName("R21 an own event goes to every server with a joined member but ours")
  void pushesOwnEvents() {
    topology.feed(sticky("$e", ALICE, topology.now()).setPdu(utf8("{\"pdu\":1}")).build());

    assertThat(topology.pushes())
        .containsExactly(
            new Outbound(
                "$e",
                TopologyFixture.ROOM,
                "ours",
                Cause.LIVE,
                topology.now(),
                topology.now() + 3_600_000,
                utf8("{\"pdu\":1}"),
                List.of("theirs"),
                null));
  }

  @Test
  @DisplayName("R21 one record for each partition holds all its destinations")
  void groupsByPartition() {
    topology.feed(
        read(
            IntStream.range(0, 100)
                .mapToObj(i -> "@user:server" + i + ".example")
                .toArray(String[]::new)));

    topology.feed(sticky("$e", ALICE, topology.now()).setPdu(utf8("{}")).build());

    var records = topology.pushRecords();
    assertThat(records).map(record -> record.key()).containsExactly("0", "1", "2", "3");
    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(record.value().getDestinations())
                    .isNotEmpty()
                    .allMatch(
                        server ->
                            Integer.toString(Partitions.of(server, TopologyFixture.PARTITIONS))
                                .equals(record.key())));
    assertThat(records).flatMap(record -> record.value().getDestinations()).hasSize(101);
  }

  @Test
  @DisplayName(
      "R21 no record is too large for Kafka, however many and long the names of servers are")
  void namesAreBounded() {
    String label = "a".repeat(60) + ".";
    List<String> servers =
        IntStream.range(0, 8_000).mapToObj(i -> "s" + i + "." + label.repeat(3) + "test").toList();
    topology.feed(read(servers.stream().map(name -> "@user:" + name).toArray(String[]::new)));

    topology.feed(sticky("$e", ALICE, topology.now()).setPdu(utf8("{}")).build());

    List<Outbound> pushes = topology.pushes();
    assertThat(pushes)
        .hasSizeGreaterThan(TopologyFixture.PARTITIONS)
        .allMatch(push -> String.join("", push.getDestinations()).length() <= 65_536);
    assertThat(pushes)
        .flatMap(Outbound::getDestinations)
        .doesNotHaveDuplicates()
        .containsAll(servers);
  }

  @Test
  @DisplayName("R21 an event whose PDU comes later is pushed when it comes, once")
  void pushesFetchedPdus() {
    topology.feed(sticky("$e", ALICE, topology.now()).build());
    List<Outbound> before = topology.pushes();

    topology.feed(pdu("$e", "{}"));
    topology.feed(pdu("$e", "{}"));
    topology.feed(sticky("$e", ALICE, topology.now()).setPdu(utf8("{}")).build());

    assertThat(before).isEmpty();
    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$e");
  }

  @Test
  @DisplayName("R21 a PDU that comes when its event has ended is not pushed")
  void pushesNothingEnded() {
    topology.feed(sticky("$e", ALICE, topology.now()).setDurationMs(1_000).build());
    topology.passUnseen(Duration.ofSeconds(1));

    topology.feed(pdu("$e", "{}"));

    assertThat(topology.pushes()).isEmpty();
  }

  @Test
  @DisplayName("R22 a server's first joined member brings it all own unexpired events in order")
  void catchesNewServersUp() {
    topology.feed(own("$1").build());
    topology.feed(own("$short").setDurationMs(1_000).build());
    topology.feed(own("$2").build());
    topology.feed(own("$redacted").build());
    topology.feed(redaction("$r", "$redacted", ALICE));
    topology.feed(sticky("$foreign", "@bob:theirs", topology.now()).setPdu(utf8("{}")).build());
    topology.feed(sticky("$no-pdu", ALICE, topology.now()).build());
    topology.pushes();
    topology.passUnseen(Duration.ofSeconds(1));

    topology.feed(member("$new", "@new:late.example", "join"));
    topology.feed(member("$new2", "@second:late.example", "join"));

    List<Outbound> pushes = topology.pushes();
    assertThat(pushes).map(Outbound::getEventId).containsExactly("$1", "$2");
    assertThat(pushes).map(Outbound::getCause).containsOnly(Cause.SERVER_JOINED);
    assertThat(pushes).flatMap(Outbound::getDestinations).containsOnly("late.example");
  }

  @Test
  @DisplayName("R22 a server whose members all left and came back is a new one")
  void catchesReturningServersUp() {
    topology.feed(own("$1").build());
    topology.pushes();
    topology.feed(member("$leave", "@bob:theirs", "leave"));

    topology.feed(member("$back", "@bob:theirs", "join"));

    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$1");
  }

  @Test
  @DisplayName("R24 another server's event is never pushed")
  void pushesNoOthersEvents() {
    topology.feed(sticky("$e", "@bob:theirs", topology.now()).setPdu(utf8("{}")).build());

    assertThat(topology.pushes()).isEmpty();
  }

  @Test
  @DisplayName("R07 a soft-failed own event is pushed only when it is released")
  void pushesReleases() {
    topology.feed(sticky("$e", "@later:ours", topology.now()).setPdu(utf8("{}")).build());
    List<Outbound> before = topology.pushes();

    topology.feed(member("$later", "@later:ours", "join"));

    assertThat(before).isEmpty();
    assertThat(topology.pushes()).map(Outbound::getEventId).containsExactly("$e");
  }

  private StickyEvent.Builder own(String eventId) {
    return sticky(eventId, ALICE, topology.now()).setPdu(utf8("{}"));
  }
}
