package dev.burdock.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.testkit.bench.DoorCommand;
import dev.burdock.testkit.bench.DrainCommand;
import dev.burdock.testkit.bench.FailoverCommand;
import dev.burdock.testkit.bench.NeighboursCommand;
import dev.burdock.testkit.bench.RestartCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Small runs of every bench; what they measure here means nothing, and is not looked at. */
@DisplayName("A bench tells its figures in its report")
public class BenchesIT {
  private static final int WITHIN_ITS_BOUND = 0;
  private static final int NOT_WITHIN = 3;

  @TempDir Path folder;

  @Test
  @LongRun
  @DisplayName("of healthy destinations beside dead ones")
  void federation() throws Exception {
    JsonNode report =
        report(
            new NeighboursCommand(),
            "--destinations=24",
            "--dead=12",
            "--members=6",
            "--rounds=1",
            "--seconds=3",
            "--seed=1");

    assertThat(report.path("calm_p99_ms").asLong()).isNotNegative();
    assertThat(report.path("hurt_p99_ms").asLong()).isNotNegative();
    assertThat(report.path("ratio").isNumber()).isTrue();
    assertThat(report.path("calm_noise").isNumber()).isTrue();
    assertThat(report.path("lost").asInt(-1)).isZero();
    assertThat(report.path("phases")).hasSize(2);
    assertThat(report.path("phases").findValuesAsText("deliveries")).doesNotContain("0");
  }

  @Test
  @DisplayName("of a destination that was down")
  void drain() throws Exception {
    JsonNode report = report(new DrainCommand(), "--pdus=120", "--seed=2");

    assertThat(report.path("pdus").asInt()).isEqualTo(120);
    assertThat(report.path("transactions").asInt()).isBetween(3, 120);
    assertThat(report.path("seconds").isNumber()).isTrue();
    assertThat(report.path("bound_seconds").isNumber()).isTrue();
    assertThat(report.path("violations").isArray()).isTrue();
  }

  @Test
  @LongRun
  @DisplayName("of a federation worker that is killed among failing destinations")
  void restart() throws Exception {
    JsonNode report =
        report(new RestartCommand(), "--failing=22", "--waiting=2", "--settle=4", "--seed=3");

    assertThat(report.path("start_to_send_seconds").asDouble(-1)).isPositive();
    assertThat(report.path("kill_to_send_seconds").asDouble(-1)).isPositive();
    assertThat(report.path("heap_with_bytes").asLong()).isPositive();
    assertThat(report.path("bytes_per_failing").isNumber()).isTrue();
  }

  @Test
  @LongRun
  @DisplayName("of a streams node that is killed")
  void failover() throws Exception {
    JsonNode report =
        report(new FailoverCommand(), "--events=400", "--rooms=40", "--seconds=5", "--seed=4");

    assertThat(report.path("events").asInt()).isEqualTo(400);
    assertThat(report.path("rooms_of_the_killed").asInt()).isPositive();
    assertThat(report.path("load_seconds").isNumber()).isTrue();
    assertThat(report.at("/reads/first_seconds").asDouble(-1)).isPositive();
    assertThat(report.at("/reads_at_a_position/all_seconds").asDouble(-1)).isPositive();
    assertThat(report.path("new_event_seconds").asDouble(-1)).isPositive();
    assertThat(report.path("missing_in_sample").asInt(-1)).isZero();
  }

  @Test
  @DisplayName("of strangers at every listener")
  void door() throws Exception {
    JsonNode report =
        report(
            new DoorCommand(),
            "--seconds=1",
            "--connections=200",
            "--attack=framing",
            "--attack=promises",
            "--attack=poison",
            "--seed=5");

    assertThat(report.path("attacks")).hasSize(3);
    for (JsonNode attack : report.path("attacks")) {
      assertThat(attack.path("slowest_ms")).hasSize(6);
      assertThat(attack.path("more_mebibytes")).hasSize(4);
      assertThat(attack.path("more_mebibytes")).allMatch(more -> more.asDouble() < 50);
    }
  }

  /** Together these take minutes. */
  @Retention(RetentionPolicy.RUNTIME)
  @EnabledIfSystemProperty(
      named = "burdock.nightly",
      matches = "true",
      disabledReason = "takes minutes; runs with -Pnightly")
  private @interface LongRun {}

  private JsonNode report(Callable<Integer> bench, String... arguments) throws Exception {
    Path file = folder.resolve("report.json");
    StringWriter said = new StringWriter();
    CommandLine command =
        new CommandLine(bench).setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--report=" + file);
    all.add("--data=" + folder.resolve("data"));

    int status = command.execute(all.toArray(String[]::new));

    assertThat(status).as(said.toString()).isIn(WITHIN_ITS_BOUND, NOT_WITHIN);
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(report.path("seed").isNumber()).isTrue();
    assertThat(report.path("cores").asInt()).isPositive();
    assertThat(report.path("holds").isBoolean()).isTrue();
    return report;
  }
}
