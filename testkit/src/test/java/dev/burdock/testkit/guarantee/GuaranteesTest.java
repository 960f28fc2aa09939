package dev.burdock.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Backoff;
import dev.burdock.testkit.guarantee.Observation.Breach;
import dev.burdock.testkit.guarantee.Observation.Contact;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Ended;
import dev.burdock.testkit.guarantee.Observation.Joined;
import dev.burdock.testkit.guarantee.Observation.Left;
import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.guarantee.Observation.Phase;
import dev.burdock.testkit.guarantee.Observation.Pushed;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Observation.Withdrawn;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker holds on a clean history and fails on each kind of violation. */
@DisplayName("The guarantees of delivery")
class GuaranteesTest {
  private static final String ROOM = "!room:here";
  private static final String FAR = "far.example";
  private static final String ADA = "@ada:here";
  private static final long END = 100_000;
  private static final Bounds BOUNDS =
      Bounds.until(50_000, Duration.ofMillis(1_000), Duration.ofMillis(50));

  @Test
  @DisplayName("R10 R21 hold on a history in which everything arrived once, in order, in time")
  void cleanHistoryHolds() {
    History history =
        History.of(
            event("$1", 1, 1_000),
            event("$2", 2, 1_100),
            send("t1", 1_010, 1_050, Result.FAILED, "$1"),
            new Backoff(FAR, 1_050, 3_050),
            new Outage(FAR, 900, 3_000),
            send("t1", 3_060, 3_090, Result.ACCEPTED, "$1"),
            send("t2", 3_100, 3_120, Result.ACCEPTED, "$2"),
            new Seen(ADA, "$1", 1_020),
            new Seen(ADA, "$2", 1_120),
            new Pushed(FAR, "$1", 1_001, END),
            ended("$1", 1_001, 3_095),
            new Pushed(FAR, "$2", 1_101, END),
            ended("$2", 1_101, 3_125),
            new Pushed(FAR, "$waits", 1_101, END));

    Verdict verdict = Verdict.of(history, BOUNDS);

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.clientDuplicates()).isZero();
  }

  @Test
  @DisplayName("R14 R22 hold when whoever came into the room, or came back, is shown all once more")
  void comingBackHolds() {
    History history =
        History.of(
            event("$1", 1, 1_000),
            send("t1", 1_010, 1_050, Result.ACCEPTED, "$1"),
            seen("$1"),
            new Left(ADA, ROOM, 2_000, 2_010),
            new Left(FAR, ROOM, 2_000, 2_010),
            new Acknowledged("$2", ROOM, 2, 2_100, END, Set.of(), Set.of()),
            new Joined(ADA, ROOM, 8_000, 8_010),
            new Joined(FAR, ROOM, 8_000, 8_010),
            new Seen(ADA, "$1", 8_005),
            new Seen(ADA, "$2", 8_005),
            send("t2", 8_005, 8_050, Result.ACCEPTED, "$1", "$2"));

    assertThat(Verdict.of(history, BOUNDS).violations()).isEmpty();
  }

  @Test
  @DisplayName("R14 R22 hold when what came before a return and what came for it are both late")
  void comingBackBeforeAnythingCameHolds() {
    History history =
        History.of(
            event("$1", 1, 1_000),
            new Left(ADA, ROOM, 1_100, 1_110),
            new Left(FAR, ROOM, 1_100, 1_110),
            new Joined(ADA, ROOM, 1_200, 1_210),
            new Joined(FAR, ROOM, 1_200, 1_210),
            send("t1", 1_810, 1_850, Result.ACCEPTED, "$1"),
            send("t2", 1_860, 1_870, Result.ACCEPTED, "$1"),
            new Seen(ADA, "$1", 1_820),
            new Seen(ADA, "$1", 1_830));

    assertThat(Verdict.of(history, BOUNDS).violations()).isEmpty();
  }

  @Test
  @DisplayName("R10 R21 ask nothing for whoever left the room in time")
  void leavingHolds() {
    History history =
        History.of(
            event("$1", 1, 1_000),
            new Left(ADA, ROOM, 1_100, 1_110),
            new Left(FAR, ROOM, 1_100, 1_110));

    assertThat(Verdict.of(history, BOUNDS).violations()).isEmpty();
  }

  @Test
  @DisplayName("R02 R17 a response that was read late was written in time if its time left says so")
  void readLateHolds() {
    Acknowledged event = new Acknowledged("$1", ROOM, 1, 1_000, 2_000, Set.of(), Set.of(ADA));

    assertThat(violations(event, seenLate(1_900, 50))).isEmpty();
    assertThat(violations(event, seenLate(1_900, 150))).isNotEmpty();
    assertThat(violations(event, seenLate(2_100, 50))).isNotEmpty();
  }

  @Test
  @DisplayName("R21 a transaction may be taken apart once it failed twice, not before")
  void failedTransactionIsTakenApart() {
    Observation[] others = {event("$1", 1, 1_000), event("$2", 2, 1_000), seen("$1"), seen("$2")};
    Send first = send("t1", 1_010, 1_020, Result.FAILED, "$1", "$2");
    Send again = send("t1", 1_110, 1_120, Result.FAILED, "$1", "$2");
    Send one = send("t2", 1_210, 1_220, Result.ACCEPTED, "$1");
    Send other = send("t3", 1_310, 1_320, Result.ACCEPTED, "$2");

    assertThat(violations(join(others, first, again, one, other))).isEmpty();
    assertThat(violations(join(others, first, one, other))).isNotEmpty();
  }

  private static Observation[] join(Observation[] some, Observation... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(Observation[]::new);
  }

  private static List<String> violations(Observation... observations) {
    return Verdict.of(History.of(observations), BOUNDS).violations();
  }

  private static Seen seenLate(long askedAt, long timeLeft) {
    return new Seen(ADA, ROOM, "$1", askedAt, 3_000, OptionalLong.of(timeLeft));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  @DisplayName("R10 R21 R25 R26 each violation is found, by its own guarantee alone")
  void violationIsFound(int guarantee, String what, List<Observation> observations) {
    History history = History.of(observations.toArray(new Observation[0]));

    Verdict verdict = Verdict.of(history, BOUNDS);

    assertThat(verdict.violations())
        .as(what)
        .isNotEmpty()
        .allMatch(words -> words.startsWith("guarantee " + guarantee + ":"));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        account("R34 what its server took has no end", new Pushed(FAR, "$1", 1_005, END)),
        account(
            "R34 what expired has no end",
            new Pushed(FAR, "$1", 1_005, END),
            ended("$1", 1_005, 1_020),
            new Pushed(FAR, "$2", 1_005, 10_000)),
        account(
            "R34 a second push has no end",
            new Pushed(FAR, "$1", 1_001, END),
            new Pushed(FAR, "$1", 1_005, END),
            ended("$1", 1_005, 1_020)),
        account(
            "R34 a push has two ends",
            new Pushed(FAR, "$1", 1_005, END),
            ended("$1", 1_005, 1_020),
            ended("$1", 1_005, 1_030)),
        account(
            "R34 something has an end that was never pushed",
            new Pushed(FAR, "$1", 1_005, END),
            ended("$1", 1_005, 1_020),
            ended("$2", 1_005, 1_020)),
        unsent(1, "an event never reaches a healthy server"),
        unsent(1, "a server that recovered is never caught up", new Outage(FAR, 500, 10_000)),
        unsent(
            1,
            "a refused transaction is never repeated",
            send("t1", 1_010, 1_020, Result.FAILED, "$1")),
        broken(
            2,
            "a client never sees an event",
            event("$1", 1, 1_000),
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$1")),
        delivered(
            2, "a client sees an event again without any disruption", new Seen(ADA, "$1", 2_000)),
        delivered(
            2,
            "an event is shown to somebody who is not joined",
            new Seen("@eve:here", "$1", 2_000)),
        broken(
            2,
            "a client is told what no client can read",
            new Breach(ADA, "/sync answered no JSON", 2_000)),
        delivered(
            2,
            "a client that left comes back to a room that it saw, and is shown nothing again late",
            new Left(ADA, ROOM, 1_500, 1_510),
            new Joined(ADA, ROOM, 1_600, 1_610),
            new Seen(ADA, "$1", 1_620),
            new Seen(ADA, "$1", 9_000)),
        broken(
            3,
            "a server is sent what a homeserver refuses",
            new Breach(FAR, "PDU: of another server (R24)", 2_000)),
        lane(
            "a PDU is pushed twice again to a server that came back once",
            new Left(FAR, ROOM, 1_050, 1_060),
            new Joined(FAR, ROOM, 1_070, 1_080),
            send("t1", 1_110, 1_120, Result.ACCEPTED, "$1", "$2"),
            send("t2", 1_130, 1_140, Result.ACCEPTED, "$1", "$2"),
            send("t3", 1_150, 1_160, Result.ACCEPTED, "$1")),
        lane(
            "a PDU is pushed again before its server comes back",
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$1", "$2"),
            send("t2", 1_110, 1_120, Result.ACCEPTED, "$1"),
            new Left(FAR, ROOM, 1_500, 1_510),
            new Joined(FAR, ROOM, 1_600, 1_610)),
        broken(
            7,
            "a server that came later is caught up late",
            new Acknowledged("$1", ROOM, 1, 1_000, END, Set.of(), Set.of()),
            new Joined(FAR, ROOM, 9_000, 9_010),
            send("t1", 12_000, 12_010, Result.ACCEPTED, "$1")),
        lane(
            "a second transaction is in flight",
            send("t1", 1_010, 1_900, Result.ACCEPTED, "$1"),
            send("t2", 1_200, 1_250, Result.ACCEPTED, "$2")),
        lane(
            "a retry has other bytes",
            new Send(FAR, "", "t1", "hash", List.of("$1"), 1_010, 1_020, Result.FAILED),
            new Send(FAR, "", "t1", "other", List.of("$1", "$2"), 1_110, 1_120, Result.ACCEPTED)),
        lane(
            "a retry has another txnId",
            send("t1", 1_010, 1_020, Result.FAILED, "$1"),
            send("t2", 1_110, 1_120, Result.ACCEPTED, "$1", "$2")),
        lane(
            "the same PDU is pushed twice",
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$1"),
            send("t2", 1_110, 1_120, Result.ACCEPTED, "$1", "$2")),
        lane(
            "a later event of the room overtakes",
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$2"),
            send("t2", 1_110, 1_120, Result.ACCEPTED, "$1")),
        broken(
            3,
            "a transaction carries 51 PDUs",
            send("t1", 1_010, 1_020, Result.ACCEPTED, copies(51))),
        broken(
            4,
            "an expired event is pushed",
            new Acknowledged("$1", ROOM, 1, 1_000, 2_000, Set.of(FAR), Set.of()),
            new Outage(FAR, 500, 2_500),
            send("t1", 2_600, 2_650, Result.ACCEPTED, "$1")),
        broken(
            4,
            "an expired event comes back to a client",
            new Acknowledged("$1", ROOM, 1, 1_000, 2_000, Set.of(), Set.of(ADA)),
            new Disruption("restart", 1_900, 2_900),
            seen("$1"),
            new Seen(ADA, "$1", 3_000)),
        unsent(
            4,
            "a redacted event is pushed long after",
            new Withdrawn("$1", 1_200),
            new Outage(FAR, 500, 5_000),
            send("t1", 5_100, 5_110, Result.ACCEPTED, "$1")),
        broken(
            4,
            "a client is shown a redacted event",
            event("$1", 1, 1_000),
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$1"),
            new Withdrawn("$1", 1_200),
            new Seen(ADA, "$1", 5_000)),
        broken(
            5,
            "a server is called during its backoff",
            new Backoff(FAR, 1_000, 3_000),
            send("t1", 2_000, 2_010, Result.FAILED)),
        broken(6, "the dead slow the healthy down", phases(100, 150)),
        unsent(
            7,
            "a lane idles while its server is healthy",
            send("t1", 9_000, 9_010, Result.ACCEPTED, "$1")),
        unsent(
            7,
            "a lane drains too slowly after recovery",
            new Outage(FAR, 500, 5_000),
            send("t1", 6_500, 6_510, Result.ACCEPTED, "$1")),
        broken(
            8,
            "an old owner goes on",
            new Moved(Set.of(FAR), "worker-1", 1_000),
            from("worker-1", "t1", 1_200),
            from("worker-1", "t2", 1_400)));
  }

  @Test
  @DisplayName("R25 a call by the server itself ends its backoff")
  void contactEndsBackoff() {
    History history =
        History.of(
            new Backoff(FAR, 1_000, 3_000),
            new Contact(FAR, 1_900),
            send("t1", 2_000, 2_010, Result.ACCEPTED));

    assertThat(Verdict.of(history, BOUNDS).violations()).isEmpty();
  }

  @Test
  @DisplayName("R25 a server that is called again too soon after its failures is noticed")
  void hastyRetryIsNoticed() {
    BackoffFloor floor =
        new BackoffFloor(
            Duration.ofMillis(1_000), Duration.ofMillis(8_000), 0.2, Duration.ofMillis(500));
    History history =
        History.of(
            send("t1", 1_000, 1_010, Result.FAILED),
            send("t1", 1_900, 1_910, Result.FAILED),
            send("t1", 3_000, 3_010, Result.ACCEPTED));

    floor.of(history).forEach(history::add);

    assertThat(Verdict.of(history, BOUNDS).violations())
        .singleElement()
        .asString()
        .startsWith("guarantee 5: " + FAR + " was called 510 ms before");
  }

  @Test
  @DisplayName("a client that sees an event again after a crash is counted, not condemned")
  void duplicateAcrossACrashIsCounted() {
    History history =
        History.of(
            event("$1", 1, 1_000),
            send("t1", 1_010, 1_020, Result.ACCEPTED, "$1"),
            seen("$1"),
            new Disruption("kill -9 streams", 1_500, 2_500),
            new Seen(ADA, "$1", 2_600));

    Verdict verdict = Verdict.of(history, BOUNDS);

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.clientDuplicates()).isEqualTo(1);
  }

  @Test
  @DisplayName("R23 a server that failed until the event's end is excused")
  void outageToTheEndIsExcused() {
    History history =
        History.of(event("$1", 1, 1_000), seen("$1"), new Outage(FAR, 500, Observation.OPEN));

    assertThat(Verdict.of(history, BOUNDS).violations()).isEmpty();
  }

  @Test
  @DisplayName("the p99 is that of the healthy destinations alone")
  void latencyOfTheDeadDoesNotCount() {
    History history = History.of(phases(100, 104));

    var calm = HealthyUnharmed.p99(history, Phase.Kind.CALM);
    var hurt = HealthyUnharmed.p99(history, Phase.Kind.HURT);

    assertThat(List.of(calm, hurt)).containsExactly(OptionalLong.of(100), OptionalLong.of(104));
  }

  private static Observation[] phases(long calm, long hurt) {
    return new Observation[] {
      new Phase(Phase.Kind.CALM, Set.of(), 0, 2_000),
      new Phase(Phase.Kind.HURT, Set.of("dead.example"), 2_000, 4_000),
      new Acknowledged("$1", ROOM, 1, 1_000, END, Set.of(FAR), Set.of()),
      new Acknowledged("$2", ROOM, 2, 3_000, END, Set.of(FAR, "dead.example"), Set.of()),
      new Outage("dead.example", 0, 40_000),
      send("t1", 1_000 + calm, 1_000 + calm, Result.ACCEPTED, "$1"),
      send("t2", 3_000 + hurt, 3_000 + hurt, Result.ACCEPTED, "$2"),
      new Send("dead.example", "", "t3", "h", List.of("$2"), 40_100, 40_110, Result.ACCEPTED)
    };
  }

  private static Arguments account(String what, Observation... observations) {
    return delivered(9, what, observations);
  }

  private static Ended ended(String eventId, long queuedTs, long at) {
    return new Ended(FAR, eventId, queuedTs, "DELIVERED", false, at);
  }

  private static Arguments broken(int guarantee, String what, Observation... observations) {
    return Arguments.of(guarantee, what, Arrays.asList(observations));
  }

  /** Two events that everybody has in the end, by way of {@code observations}. */
  private static Arguments lane(String what, Observation... observations) {
    Observation[] both = {event("$1", 1, 1_000), event("$2", 2, 1_001), seen("$1"), seen("$2")};
    return broken(3, what, join(both, observations));
  }

  /** An event that everybody has, and {@code observations}. */
  private static Arguments delivered(int guarantee, String what, Observation... observations) {
    Send sent = send("t1", 1_010, 1_020, Result.ACCEPTED, "$1");
    return unsent(guarantee, what, join(new Observation[] {sent}, observations));
  }

  /** An event that the client has, and {@code observations}. */
  private static Arguments unsent(int guarantee, String what, Observation... observations) {
    Observation[] shown = {event("$1", 1, 1_000), seen("$1")};
    return broken(guarantee, what, join(shown, observations));
  }

  private static Acknowledged event(String eventId, long sequence, long at) {
    return new Acknowledged(eventId, ROOM, sequence, at, END, Set.of(FAR), Set.of(ADA));
  }

  private static Seen seen(String eventId) {
    return new Seen(ADA, eventId, 1_020);
  }

  private static Send send(
      String txnId, long startedAt, long endedAt, Result result, String... eventIds) {
    return new Send(
        FAR, "", txnId, "hash of " + txnId, List.of(eventIds), startedAt, endedAt, result);
  }

  private static Send from(String worker, String txnId, long at) {
    return new Send(FAR, worker, txnId, "hash of " + txnId, List.of(), at, at, Result.ACCEPTED);
  }

  private static String[] copies(int count) {
    return Collections.nCopies(count, "$other").toArray(new String[0]);
  }
}
