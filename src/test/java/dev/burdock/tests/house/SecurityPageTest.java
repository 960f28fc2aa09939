package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SECURITY.md and the configuration that it speaks of. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern KEY = Pattern.compile("`(burdock\\.[a-z0-9.-]+[a-z0-9])`");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(burdock\\.[^`]+)` \\|", Pattern.MULTILINE);

  /** Keys that say where, who, whether or by which name: the end of their names. */
  private static final Pattern NO_BOUND =
      Pattern.compile(
          ".*[.-](advertised-host|bootstrap|enabled|host|instance-id|local-address|names|port|prefix"
              + "|recording|room-reads|server|servers|state-dir|token|token-file|trust|upstream|url"
              + "|pass-through|pdu-source|read-committed|<[a-z]+>)");

  /** Keys of the work among ourselves, which no stranger makes more. */
  private static final Set<String> OUR_OWN =
      Set.of(
          "burdock.topics.partitions",
          "burdock.topics.replication",
          "burdock.streams.threads",
          "burdock.streams.standbys",
          "burdock.streams.commit-interval-ms",
          "burdock.streams.session-timeout-ms",
          "burdock.streams.start-timeout-ms",
          "burdock.streams.expiry.interval-ms",
          "burdock.streams.inbound.interval-ms",
          "burdock.sync.mode",
          "burdock.sync.ingest",
          "burdock.federation.backoff.jitter-percent",
          "burdock.federation.session-timeout-ms",
          "burdock.federation.commit-ms",
          "burdock.federation.handover-ms");

  @Test
  @DisplayName("every key that bounds something is one of the configuration")
  void keysExist() throws IOException {
    assertThat(keys(KEY, "SECURITY.md")).isNotEmpty().allMatch(configured()::contains);
  }

  @Test
  @DisplayName("every key of the configuration that is a bound is told there")
  void boundsAreTold() throws IOException {
    List<String> told = keys(KEY, "SECURITY.md");

    assertThat(configured())
        .filteredOn(key -> !NO_BOUND.matcher(key).matches() && !OUR_OWN.contains(key))
        .isNotEmpty()
        .allMatch(told::contains);
    assertThat(configured()).containsAll(OUR_OWN);
  }

  private static List<String> configured() throws IOException {
    return keys(ROW, "docs/config.md");
  }

  private static List<String> keys(Pattern pattern, String page) throws IOException {
    return pattern
        .matcher(Files.readString(ROOT.resolve(page)))
        .results()
        .map(key -> key.group(1))
        .toList();
  }
}
