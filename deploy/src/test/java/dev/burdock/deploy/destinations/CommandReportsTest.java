package dev.burdock.deploy.destinations;

import static dev.burdock.deploy.destinations.DestinationSamples.NOW;
import static dev.burdock.deploy.destinations.DestinationSamples.failing;
import static dev.burdock.deploy.destinations.DestinationSamples.row;
import static dev.burdock.deploy.destinations.DestinationSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.LaneKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is said of a command")
class CommandReportsTest {
  static Stream<Arguments> dropped() {
    return Stream.of(
        Arguments.of(
            row("a.example", failing(LaneKind.TOPIC), 30), "30 records of its retry topic"),
        Arguments.of(
            row("a.example", failing(LaneKind.TOPIC).setPending(List.of("$1", "$2")), 30),
            "30 records of its retry topic, a transaction of 2 PDUs to be repeated among it"),
        Arguments.of(row("a.example", failing(LaneKind.MEMORY)), "what its worker has in memory"),
        Arguments.of(
            row("a.example", failing(LaneKind.CURSOR).setBehindSinceTs(NOW - 60_000)),
            "what came in its rooms since 1 min ago"),
        Arguments.of(
            new DestinationRow(
                "a.example", Optional.empty(), Optional.of(DestinationSamples.backlog(2))),
            "2 records of its retry topic"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("dropped")
  @DisplayName("before a destination is forgotten is what would be dropped")
  void forgetting(DestinationRow row, String dropped) {
    assertThat(CommandReports.forgetting(row, NOW)).isEqualTo("a.example: would drop " + dropped);
  }

  static Stream<Arguments> reactions() {
    return Stream.of(
        Arguments.of(Optional.empty(), "nothing fails, nothing waits any more"),
        Arguments.of(
            Optional.of(DestinationStatus.of(waiting(LaneKind.MEMORY).build())),
            "no failure any more"),
        Arguments.of(
            Optional.of(DestinationStatus.of(waiting(LaneKind.TOPIC).build())),
            "no failure any more, its retry topic is worked off"),
        Arguments.of(
            Optional.of(DestinationStatus.of(failing(LaneKind.TOPIC).setRetryTs(0).build())),
            "failure 1 in a row, timeout: no answer within 60 s, next attempt due"),
        Arguments.of(
            Optional.of(DestinationStatus.of(failing(LaneKind.TOPIC).setFailures(4).build())),
            "failure 4 in a row, timeout: no answer within 60 s, next attempt in 10 s"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("reactions")
  @DisplayName("after it is what the owner made of it")
  void reaction(Optional<DestinationStatus> reaction, String said) {
    assertThat(CommandReports.reaction("a.example", reaction, NOW)).isEqualTo("a.example: " + said);
  }

  @ParameterizedTest(name = "{0} after {1} failures, {2} afterwards: {3}")
  @CsvSource({
    "RETRY, 4, , true",
    "RETRY, 4, 0, true",
    "RETRY, 4, 4, false", // its backoff is over, the call is still to come
    "RETRY, 4, 5, true",
    "FORGET, 4, , true",
    "FORGET, 4, 0, true",
    "FORGET, 4, 5, false" // it failed before its owner heard of the command
  })
  @DisplayName("waits until the destination was called again, or all is dropped (R25)")
  void settled(Command command, int before, Integer after, boolean settled) {
    Optional<DestinationStatus> standing =
        Optional.ofNullable(after)
            .map(
                failures ->
                    DestinationStatus.of(failing(LaneKind.TOPIC).setFailures(failures).build()));

    assertThat(OwnerReactions.settles(command, before, standing)).isEqualTo(settled);
  }

  @Test
  @DisplayName("is how long was waited when the owner did nothing")
  void noReaction() {
    assertThat(CommandReports.noReaction("a.example", 5))
        .isEqualTo(
            "a.example: command written, no reaction within 5 s (no federation role runs, or it is"
                + " calling it just now)");
    assertThat(CommandReports.noReaction("a.example", 0)).isEqualTo("a.example: command written");
  }
}
