package dev.burdock.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Schemas and their committed history")
class SchemaHistoryTest {
  private static final String COMMAND =
      "./mvnw -pl schemas test -Dtest=SchemaHistoryTest -Dburdock.schemas.record=true";
  private static final boolean RECORD = Boolean.getBoolean("burdock.schemas.record");
  private static final Path AVRO = Path.of("src", "main", "avro");

  static Stream<Schema> schemas() {
    return Subjects.schemas().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schemas")
  @DisplayName("the newest committed version is the current one")
  void newestIsCurrent(Schema schema) throws IOException {
    SchemaHistory history = SchemaHistory.of(schema);
    if (RECORD && !history.newestIs(schema)) {
      history.add(schema);
    }

    assertThat(history.newestIs(schema))
        .as(
            "%s differs from its newest version in %s; to add it as a version: %s",
            schema.getFullName(), history.folder(), COMMAND)
        .isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schemas")
  @DisplayName("the current schema reads what every committed version wrote")
  void readsEveryVersion(Schema schema) throws IOException {
    for (Schema written : SchemaHistory.of(schema).versions()) {
      var pair = SchemaCompatibility.checkReaderWriterCompatibility(schema, written);

      assertThat(pair.getType())
          .as("%s: %s", schema.getFullName(), pair.getResult().getIncompatibilities())
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  @Test
  @DisplayName("every main schema of the Avro files is a subject")
  void everyMainSchemaIsASubject() throws IOException {
    Pattern declaration = Pattern.compile("namespace ([a-z.]+);\\s+schema (\\w+);");
    TreeSet<String> declared = new TreeSet<>();
    try (Stream<Path> files = Files.list(AVRO)) {
      for (Path file : files.toList()) {
        Matcher matcher = declaration.matcher(Files.readString(file));
        assertThat(matcher.find()).as("%s declares its main schema", file).isTrue();
        declared.add(matcher.group(1) + "." + matcher.group(2));
      }
    }

    assertThat(schemas().map(Schema::getFullName)).containsExactlyInAnyOrderElementsOf(declared);
  }
}
