package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.burdock.testkit.process.SteppedClock;
import dev.burdock.testkit.soak.SoakCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Each role killed, stopped and its clock set in turn, broker, stores and remote servers too: each
 * once, in an order of the seed, and every night for five minutes.
 */
@DisplayName("The pipeline of which everything breaks")
public class SoakIT {
  private static final List<String> NIGHTLY = List.of("--minutes", "5");
  private static final List<String> ONCE = List.of("--each-once");

  private static final List<String> BREAKAGES =
      List.of(
          "kill -9 of ingest",
          "kill -9 of streams",
          "kill -9 of sync",
          "kill -9 of federation",
          "SIGSTOP of ingest",
          "SIGSTOP of streams",
          "SIGSTOP of sync",
          "SIGSTOP of federation",
          "restart of the broker",
          "loss of the stores",
          "remote servers");

  private static final List<String> CLOCKS =
      List.of("clock of ingest", "clock of streams", "clock of sync", "clock of federation");

  @TempDir static Path folder;
  private static SoakCommand soak;
  private static int status;

  @BeforeAll
  static void run() {
    soak = new SoakCommand();
    List<String> arguments =
        new ArrayList<>(Boolean.getBoolean("burdock.nightly") ? NIGHTLY : ONCE);
    arguments.addAll(List.of("--seed", "" + Run.seed(), "--data", "" + folder));
    arguments.addAll(List.of("--most-repeats", "0"));

    status =
        new CommandLine(soak)
            .setOut(new PrintWriter(System.out, true, Charset.defaultCharset()))
            .execute(arguments.toArray(String[]::new));
  }

  @Test
  @DisplayName(
      "R03 R10 R11 R21 R23 R25 R26 keeps every guarantee and repeats nothing, whatever breaks")
  void holds() {
    assertThat(status).as("of the command, whose seed is printed above").isZero();
    assertThat(soak.broken()).containsAll(BREAKAGES);
  }

  @Test
  @DisplayName("R03 R23 keeps them while the clock of a role is set")
  void clocksAreSet() {
    assumeTrue(
        SteppedClock.library().isPresent(),
        "no clock is set here: libfaketime is missing (Debian, Ubuntu: apt-get install"
            + " libfaketime)");

    assertThat(status).isZero();
    assertThat(soak.broken()).containsAll(CLOCKS);
  }
}
