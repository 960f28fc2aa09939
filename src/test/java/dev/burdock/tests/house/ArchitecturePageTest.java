package dev.burdock.tests.house;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of documentation name only what is there. */
class ArchitecturePageTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern PATH =
      Pattern.compile("`((?:[a-z]+|\\.ci)/[^`\\s]*)`|\\]\\(([^)#:]+)\\)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern DECISION = Pattern.compile("\\bADR 0*(\\d+)\\b");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");
  private static final Pattern RECORD = Pattern.compile("\\b(?:record|enum) (\\w+)");
  private static final Pattern HOP = Pattern.compile("(?m)^(\\d+)\\. .*(?:\\n(?!\\d+\\. |\\n).*)*");

  @ParameterizedTest
  @MethodSource("pages")
  @DisplayName("every path that a page of documentation names exists")
  void everyPathExists(Path page) throws IOException {
    List<String> missing =
        PATH.matcher(Files.readString(page))
            .results()
            .map(ArchitecturePageTest::path)
            .filter(
                path ->
                    !Files.exists(ROOT.resolve(path)) && !Files.exists(page.resolveSibling(path)))
            .toList();

    assertThat(missing).as("stale paths in %s", page).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("allPages")
  @DisplayName("every relative link of every page leads somewhere")
  void everyLinkResolves(Path page) throws IOException {
    assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
        .as("links of %s", page)
        .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
  }

  @Test
  @DisplayName("every decision that code or a page refers to has its page")
  void everyDecisionExists() throws IOException {
    Set<String> pages;
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/adr"))) {
      pages = files.map(page -> page.getFileName().toString().substring(0, 4)).collect(toSet());
    }
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> texts =
          files
              .filter(file -> !file.toString().contains("/target/"))
              .filter(file -> file.toString().matches(".*\\.(java|md)"))
              .toList();
      for (Path text : texts) {
        assertThat(DECISION.matcher(Files.readString(text)).results())
            .as("decisions that %s refers to", text)
            .allMatch(
                found -> pages.contains(String.format("%04d", Integer.valueOf(found.group(1)))));
      }
    }
  }

  @Test
  @DisplayName("the hops are numbered from 1 and each names a Java file")
  void hopsAreNumberedAndNameTheirClasses() throws IOException {
    List<MatchResult> hops =
        HOP.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md"))).results().toList();

    assertThat(hops).hasSizeGreaterThanOrEqualTo(6);
    for (int i = 0; i < hops.size(); i++) {
      assertThat(hops.get(i).group(1)).isEqualTo(Integer.toString(i + 1));
      assertThat(hops.get(i).group()).contains(".java`");
    }
  }

  @Test
  @DisplayName("every class that the architecture names is one, or a record of a topic")
  void everyNamedClassExists() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> sources =
          files.filter(file -> file.toString().matches(".*/src/main/.*\\.(java|avdl)")).toList();
      for (Path source : sources) {
        names.add(source.getFileName().toString().replaceFirst("\\..*", ""));
        if (source.toString().endsWith(".avdl")) {
          RECORD.matcher(Files.readString(source)).results().forEach(it -> names.add(it.group(1)));
        }
      }
    }

    assertThat(CLASS.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md"))).results())
        .extracting(named -> named.group(1))
        .isNotEmpty()
        .isSubsetOf(names);
  }

  static List<Path> pages() {
    return List.of(
        ROOT.resolve("ARCHITECTURE.md"),
        ROOT.resolve("CONTRIBUTING.md"),
        ROOT.resolve("README.md"),
        ROOT.resolve("SECURITY.md"));
  }

  static Stream<Path> allPages() throws IOException {
    List<Path> pages = new ArrayList<>(pages());
    for (String folder : List.of("docs", "testkit/recording")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages.stream();
  }

  private static String path(MatchResult match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }
}
