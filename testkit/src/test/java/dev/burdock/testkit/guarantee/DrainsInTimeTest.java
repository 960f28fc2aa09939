package dev.burdock.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An event was acknowledged at 1,000 while the pipeline was hurt until 1,500; the bound is 1 s. */
@DisplayName("R21 R23 A lane drains in time")
class DrainsInTimeTest {
  private static final String FAR = "far.example";
  private static final String NEAR = "near.example";
  private static final String ADA = "@ada:here";
  private static final Bounds BOUNDS =
      Bounds.until(50_000, Duration.ofMillis(1_000), Duration.ofMillis(50));
  private static final Disruption CRASH = new Disruption("kill -9", 900, 1_500);
  private static final Acknowledged EVENT = event("$1", "!room:here", 1_000);
  private static final Acknowledged LATER = event("$2", "!other:here", 2_000);

  @ParameterizedTest(name = "{0}")
  @MethodSource("late")
  @DisplayName("is broken when")
  void lateIsFound(String what, List<Observation> observations) {
    assertThat(violations(observations)).as(what).hasSize(1).allMatch(say -> say.startsWith("$1 "));
  }

  static Stream<Arguments> late() {
    return Stream.of(
        of("it is late with nothing in its way", EVENT, to(FAR, "$1", 2_001)),
        of(
            "it is late after a crash that somebody else's copy had overcome",
            CRASH,
            EVENT,
            to(NEAR, "$1", 1_600),
            to(FAR, "$1", 2_601)),
        of(
            "it is late after a crash that a client's copy had overcome",
            CRASH,
            EVENT,
            new Seen(ADA, "$1", 1_200),
            to(FAR, "$1", 2_501)),
        of(
            "it is late after a crash that what came later had overcome",
            CRASH,
            EVENT,
            LATER,
            to(FAR, "$2", 2_100),
            to(FAR, "$1", 3_101)),
        of(
            "it is late after a crash, and nobody was any better off, for a whole wake",
            CRASH,
            EVENT,
            to(FAR, "$1", 4_501)),
        of(
            "it is late long after a crash",
            new Disruption("kill -9", 100, 500),
            event("$1", "!room:here", 4_000),
            to(FAR, "$1", 5_001)),
        of("it is late after an outage", EVENT, new Outage(FAR, 900, 1_500), to(FAR, "$1", 2_501)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inTime")
  @DisplayName("holds when")
  void inTimeHolds(String what, List<Observation> observations) {
    assertThat(violations(observations)).as(what).isEmpty();
  }

  static Stream<Arguments> inTime() {
    return Stream.of(
        of("it came within the bound", EVENT, to(FAR, "$1", 2_000)),
        of("it came within the bound after a crash", CRASH, EVENT, to(FAR, "$1", 2_500)),
        of(
            "all were slow after a crash, and it came in the end as soon as it could",
            CRASH,
            EVENT,
            LATER,
            to(NEAR, "$1", 3_400),
            new Seen(ADA, "$1", 3_450),
            to(FAR, "$1", 4_400),
            to(FAR, "$2", 4_450)),
        of(
            "its server was away once the crash was overcome",
            CRASH,
            EVENT,
            to(NEAR, "$1", 1_600),
            new Outage(FAR, 1_700, 3_000),
            to(FAR, "$1", 4_000)));
  }

  private static List<String> violations(List<Observation> observations) {
    History history = History.of(observations.toArray(new Observation[0]));
    return new DrainsInTime().violations(history, BOUNDS).toList();
  }

  private static Arguments of(String what, Observation... observations) {
    return Arguments.of(what, Arrays.asList(observations));
  }

  private static Acknowledged event(String id, String room, long at) {
    return new Acknowledged(id, room, 1, at, 100_000, Set.of(FAR, NEAR), Set.of(ADA));
  }

  private static Send to(String destination, String eventId, long at) {
    return new Send(
        destination, "", "t" + eventId, "h", List.of(eventId), at, at + 10, Result.ACCEPTED);
  }
}
