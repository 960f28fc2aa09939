package dev.burdock.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.deploy.app.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("The burdock command")
class BurdockTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      Burdock.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  static Stream<String> commands() {
    return Burdock.commandLine().getSubcommands().keySet().stream();
  }

  @ParameterizedTest(name = "{0} --help")
  @MethodSource("commands")
  @DisplayName("explains each of its commands")
  void help(String name) {
    int status = command.execute(name, "--help");

    assertThat(status).isZero();
    assertThat(out.toString()).startsWith("Usage: burdock " + name).contains("Exit codes:");
  }

  @Test
  @DisplayName("has a command for every role")
  void roles() {
    assertThat(commands())
        .contains(
            Stream.of(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
  }

  @Test
  @DisplayName("refuses a key that does not exist with one line and status 2")
  void unknownKey() {
    int status = command.execute("ingest", "--set", "burdock.ingest.prot=1");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("burdock: burdock.ingest.prot: unknown key (see docs/config.md)\n");
  }

  @Test
  @DisplayName("refuses a value outside of its bound with one line and status 2")
  void valueOutsideOfBound() {
    int status = command.execute("topics", "--set", "burdock.topics.partitions=0");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("burdock: burdock.topics.partitions: 0 (expected: 1 to 1000)\n");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"show", "retry", "forget"})
  @DisplayName("refuses what is no server name with one line and status 2")
  void noServerName(String name) {
    int status = command.execute("destinations", name, "a b");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).startsWith("burdock: server name: \"a b\" (expected: host name, ");
  }

  @Test
  @DisplayName("refuses to wait for longer than it may with one line and status 2")
  void waitOutsideOfBound() {
    int status = command.execute("destinations", "retry", "a.example", "--wait", "601");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("burdock: --wait: 601 (expected: 0 to 600)\n");
  }

  @Test
  @DisplayName("refuses an option that does not exist with status 2")
  void unknownOption() {
    assertThat(command.execute("topics", "--nothing")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option: '--nothing'");
  }
}
