package dev.burdock.deploy.destinations;

import static dev.burdock.deploy.destinations.DestinationSamples.NOW;
import static dev.burdock.deploy.destinations.DestinationSamples.failing;
import static dev.burdock.deploy.destinations.DestinationSamples.row;
import static dev.burdock.deploy.destinations.DestinationSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.destination.LaneKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A list of destinations")
class DestinationTableTest {
  private static final long SEED = 23;

  @Test
  @DisplayName("has those first that fail longest, then those that most waits for (R23)")
  void order() {
    List<DestinationRow> sorted =
        List.of(
            row("z.example", failing(LaneKind.CURSOR).setSinceTs(NOW - 9_000)),
            row("b.example", failing(LaneKind.MEMORY).setSinceTs(NOW - 5_000)),
            row("c.example", failing(LaneKind.TOPIC).setSinceTs(NOW - 2_000), 4),
            row("a.example", failing(LaneKind.TOPIC).setSinceTs(NOW - 2_000), 3),
            row("d.example", failing(LaneKind.TOPIC).setSinceTs(NOW - 2_000), 3),
            row("y.example", waiting(LaneKind.TOPIC), 9),
            row("x.example", waiting(LaneKind.TOPIC), 1),
            row("w.example", waiting(LaneKind.CURSOR)));
    List<DestinationRow> rows = new ArrayList<>(sorted);
    Collections.shuffle(rows, new Random(SEED));

    rows.sort(DestinationRow.LONGEST_FAILING);

    assertThat(rows).containsExactlyElementsOf(sorted);
  }

  static Stream<Arguments> cells() {
    return Stream.of(
        Arguments.of(
            row("a.example", failing(LaneKind.TOPIC).setFailures(7), 30),
            List.of("topic", "7", "1 min", "in 10 s", "30", "timeout: no answer within 60 s")),
        Arguments.of(
            row("a.example", failing(LaneKind.TOPIC).setRetryTs(NOW)),
            List.of("topic", "1", "1 min", "due", "0", "timeout: no answer within 60 s")),
        Arguments.of(
            row("a.example", failing(LaneKind.MEMORY).setKind("tls").setLastError("x".repeat(99))),
            List.of(
                "memory", "1", "1 min", "in 10 s", "in memory", "tls: " + "x".repeat(60) + "…")),
        Arguments.of(
            row("a.example", failing(LaneKind.CURSOR).setBehindSinceTs(NOW - 7_845_000)),
            List.of(
                "cursor",
                "1",
                "1 min",
                "in 10 s",
                "behind since 2 h 10 min ago",
                "timeout: no answer within 60 s")),
        Arguments.of(
            row("a.example", waiting(LaneKind.TOPIC), 3), List.of("topic", "0", "-", "-", "3", "")),
        Arguments.of(
            new DestinationRow(
                "a.example", Optional.empty(), Optional.of(DestinationSamples.backlog(2))),
            List.of("-", "0", "-", "-", "2", "")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("cells")
  @DisplayName("says how it fails, since when, what waits and when it is called next (R25)")
  void row_(DestinationRow row, List<String> cells) {
    List<String> all = DestinationTable.cells(row, NOW);

    assertThat(all.get(0)).isEqualTo("a.example");
    assertThat(all.subList(1, all.size())).isEqualTo(cells);
  }

  @Test
  @DisplayName("is a table, with one line per destination below its head")
  void table() {
    StringWriter text = new StringWriter();
    List<DestinationRow> rows =
        List.of(
            row("long.name.example:8448", failing(LaneKind.TOPIC), 12),
            row("b.example", waiting(LaneKind.TOPIC), 3));

    DestinationTable.print(rows, NOW, new PrintWriter(text, true));

    assertThat(text.toString().lines())
        .containsExactly(
            "DESTINATION             LANE   FAILURES  SINCE  NEXT     WAITING  WHY",
            "long.name.example:8448  topic  1         1 min  in 10 s  12       timeout: no answer"
                + " within 60 s",
            "b.example               topic  0         -      -        3");
  }

  @Test
  @DisplayName("ends with all of them in one line")
  void summary() {
    List<DestinationRow> rows =
        List.of(
            row("a.example", failing(LaneKind.TOPIC), 12),
            row("b.example", failing(LaneKind.CURSOR).setRetryTs(NOW + 4_000)),
            row("c.example", waiting(LaneKind.TOPIC), 3));

    assertThat(DestinationsSummary.of(rows, 2, NOW))
        .isEqualTo(
            "2 failing, 1 not failing; 15 records in 2 retry topics, 1 behind a"
                + " cursor; next attempt in 4 s (shown: 2 of 3)");
    assertThat(DestinationsSummary.of(List.of(), 0, NOW))
        .isEqualTo("no destination fails, nothing waits");
  }

  @Test
  @DisplayName("is JSON too, in ASCII, without what is not known")
  void json() {
    DestinationRow failing =
        row(
            "a.example",
            failing(LaneKind.TOPIC).setLastError("no\u009b").setPending(List.of("$e")),
            2);

    assertThat(DestinationJson.of(failing))
        .isEqualTo(
            "{\"destination\":\"a.example\",\"waiting\":2,\"topic\":\"burdock.retry.x\","
                + "\"lane\":\"topic\",\"failures\":1,\"pending\":1,\"written_ts\":1789999999000,"
                + "\"retry_ts\":1790000010000,\"since_ts\":1789999940000,\"kind\":\"timeout\","
                + "\"last_error\":\"no\\u009B\"}");
    assertThat(
            DestinationJson.of(new DestinationRow("b.example", Optional.empty(), Optional.empty())))
        .isEqualTo("{\"destination\":\"b.example\",\"waiting\":0}");
  }

  @Test
  @DisplayName("keeps little of each destination, however much its owner wrote")
  void bounded() {
    var state =
        failing(LaneKind.TOPIC)
            .setLastError("x".repeat(500))
            .setPending(Collections.nCopies(50, "$" + "e".repeat(43)));

    DestinationStatus standing = DestinationStatus.of(state.build());

    assertThat(standing.lastError()).hasSize(DestinationStatus.LONGEST_ERROR + 1);
    assertThat(standing.pending()).isEqualTo(50);
  }
}
