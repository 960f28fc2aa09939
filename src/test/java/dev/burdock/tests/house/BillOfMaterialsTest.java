package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bill of materials of the build, beside the class path of the burdock command. */
class BillOfMaterialsTest {
  private static final Path BUILT = Path.of("..", "..", "deploy", "target");

  @Test
  @DisplayName("it lists what is on the runtime class path, version by version, and nothing else")
  void listsTheClassPath() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(BUILT.resolve("bom.json").toFile());

    Set<String> listed = new TreeSet<>();
    bill.path("components")
        .forEach(
            part -> {
              String group = part.path("group").asText();
              if (!group.equals("dev.burdock")) {
                listed.add(part.path("name").asText() + "-" + part.path("version").asText());
              }
            });

    assertThat(listed).containsExactlyElementsOf(onClassPath());
    assertThat(bill.path("metadata").path("component").path("name").asText())
        .isEqualTo("burdock-deploy");
  }

  @Test
  @DisplayName("every part of it has its licence")
  void licences() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(BUILT.resolve("bom.json").toFile());
    Stream<JsonNode> parts = StreamSupport.stream(bill.path("components").spliterator(), false);

    assertThat(parts.filter(part -> !part.path("group").asText().equals("dev.burdock")))
        .isNotEmpty()
        .allMatch(part -> !part.path("licenses").isEmpty());
  }

  private static Set<String> onClassPath() throws IOException {
    String classPath = Files.readString(BUILT.resolve("class-path"));
    Set<String> jars = new TreeSet<>();
    Arrays.stream(classPath.strip().split(File.pathSeparator))
        .map(Path::of)
        .filter(part -> !part.toString().contains("burdock-") && !part.endsWith("classes"))
        .forEach(jar -> jars.add(plain(jar)));
    return jars;
  }

  /** Name and version of a jar in the local repository, as its folders give them. */
  private static String plain(Path jar) {
    Path version = jar.getParent();
    return version.getParent().getFileName() + "-" + version.getFileName();
  }
}
