package dev.burdock.tests.house;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One word a thing: the glossary of ARCHITECTURE.md, held over the modules of the roles. */
class NamesTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final List<String> MODULES =
      List.of("schemas", "matrix", "ingest", "streams", "fanout");
  private static final Pattern RECORD = Pattern.compile("(?m)^(?:record|enum) (\\w+)");

  @Test
  @DisplayName("no two classes or records of topics share a name")
  void aNameMeansOneThing() throws IOException {
    List<String> names = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          names.addAll(names(file));
        }
      }
    }

    Map<String, Long> uses = names.stream().collect(groupingBy(Function.identity(), counting()));
    uses.values().removeIf(count -> count == 1);
    assertThat(names).contains("Judge", "RoomEvent");
    assertThat(uses).isEmpty();
  }

  private static List<String> names(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".avdl")) {
      return RECORD
          .matcher(Files.readString(file))
          .results()
          .map(record -> record.group(1))
          .toList();
    }
    return name.endsWith(".java") && !name.equals("package-info.java")
        ? List.of(name.replace(".java", ""))
        : List.of();
  }
}
