package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md tells of what the poms name, of all of it and of nothing else. */
class DependenciesPageTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+:[^`]+)` \\|([^|]+)\\|([^|]+)\\|([^|]+)\\|$");
  private static final Pattern NAMED =
      Pattern.compile(
          "<(?:dependency|artifactItem|path|plugin)>\\s*<groupId>([^<]+)</groupId>\\s*"
              + "<artifactId>([^<]+)</artifactId>");
  private static final Set<String> NOT_LISTED = Set.of("dev.burdock", "org.apache.maven.plugins");

  @Test
  @DisplayName("every dependency and plugin of a pom has its row, and every row its pom")
  void tellsOfAll() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path pom : poms()) {
      NAMED
          .matcher(Files.readString(pom))
          .results()
          .filter(found -> !NOT_LISTED.contains(found.group(1)))
          .forEach(found -> named.add(found.group(1) + ":" + found.group(2)));
    }

    assertThat(rows()).extracting(row -> row.group(1)).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  @DisplayName("every row says what for, which licence, and what comes after")
  void everyRowIsWhole() throws IOException {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              for (int cell = 2; cell <= 4; cell++) {
                assertThat(row.group(cell)).as(row.group()).isNotBlank();
              }
            });
  }

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs/dependencies.md"))).results().toList();
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 3, (path, is) -> path.endsWith("pom.xml"))) {
      return files.filter(path -> !path.toString().contains("/target/")).toList();
    }
  }
}
