package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.testkit.soak.SoakCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each role killed, stopped and its clock set in turn, broker, stores and remote servers too. */
@DisplayName("The pipeline of which everything breaks")
public class SoakIT {
  private static final String MINUTES = "5";

  @TempDir Path folder;

  @Test
  @DisplayName(
      "R03 R10 R11 R21 R23 R25 R26 keeps every guarantee and repeats nothing, whatever breaks")
  void soak() {
    CommandLine soak =
        new CommandLine(new SoakCommand())
            .setOut(new PrintWriter(System.out, true, Charset.defaultCharset()));

    int status =
        soak.execute(
            "--minutes",
            MINUTES,
            "--seed",
            "" + Run.seed(),
            "--data",
            "" + folder,
            "--most-repeats",
            "0");

    assertThat(status).as("of the command, whose seed is printed above").isZero();
  }
}
