package dev.burdock.deploy.destinations;

import static dev.burdock.deploy.destinations.DestinationSamples.NOW;
import static dev.burdock.deploy.destinations.DestinationSamples.failing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of one destination")
class DestinationPageTest {
  @Test
  @DisplayName("has its failures, its next attempt (R25) and what waits for it (R23)")
  void topic() {
    DestinationState state = failing(LaneKind.TOPIC).setPending(List.of("$1", "$2")).build();
    RetryBacklog backlog = new RetryBacklog("burdock.retry.x", "id", 5, 40, OptionalLong.of(10));
    DestinationDetails details =
        new DestinationDetails(
            new DestinationRow("x", Optional.of(DestinationStatus.of(state)), Optional.of(backlog)),
            Optional.of(state),
            Optional.of(new WaitingRecord(10, "$1", "!r:s", NOW - 3_540_000, NOW + 60_000)),
            Optional.of(new WaitingRecord(39, "$9", "!r:s", NOW - 7_200_000, NOW - 1)));

    assertThat(lines(details))
        .containsExactly(
            "destination     x",
            "lane            topic",
            "failures        1 in a row",
            "failing since   2026-09-21T14:12:20Z (1 min ago)",
            "why             timeout",
            "last error      no answer within 60 s",
            "next attempt    2026-09-21T14:13:30Z (in 10 s)",
            "to be repeated  2 PDUs in one transaction",
            "                $1",
            "                $2",
            "written         2026-09-21T14:13:19Z (1 s ago)",
            "retry topic     burdock.retry.x",
            "offsets         5 to 40",
            "committed       10 (group g)",
            "waiting         30 records",
            "oldest          received 2026-09-21T13:14:20Z (59 min ago), ends in 1 min, $1 of !r:s"
                + " at offset 10",
            "newest          received 2026-09-21T12:13:20Z (2 h ago), has ended, $9 of !r:s at"
                + " offset 39");
  }

  @Test
  @DisplayName("has since when it is behind where only that is kept")
  void cursor() {
    DestinationState state =
        failing(LaneKind.CURSOR)
            .setBehindSinceTs(NOW - 60_000)
            .setBehindUntilTs(NOW + 60_000)
            .build();
    DestinationRow row =
        new DestinationRow(
            "[::1]:8448", Optional.of(DestinationStatus.of(state)), Optional.empty());

    assertThat(
            lines(
                new DestinationDetails(
                    row, Optional.of(state), Optional.empty(), Optional.empty())))
        .contains(
            "destination     [::1]:8448",
            "lane            cursor",
            "behind since    2026-09-21T14:12:20Z (1 min ago)",
            "behind until    2026-09-21T14:14:20Z");
  }

  private static Stream<String> lines(DestinationDetails details) {
    StringWriter text = new StringWriter();
    DestinationPage.print(details, "g", NOW, new PrintWriter(text, true));
    return text.toString().lines();
  }
}
