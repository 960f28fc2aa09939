package dev.burdock.deploy.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What an image begins with")
class EntryScriptsTest {
  private static final Path IMAGES = Path.of("images");

  @TempDir private Path folder;

  static Stream<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(IMAGES)) {
      return files
          .filter(file -> file.toString().endsWith(".sh") && !file.getParent().equals(IMAGES))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  @DisplayName(
      "keeps what it writes, and what Java writes, to its owner, whatever the container says")
  void filesAreTheOwners(Path script) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\n: >\"$WRITTEN/by-java-$$\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Path written = Files.createDirectory(folder.resolve("written"));

    run(script, written);

    try (Stream<Path> files = Files.list(written)) {
      List<Path> all = files.toList();
      assertThat(all).anyMatch(file -> file.getFileName().toString().startsWith("by-java-"));
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.getFileName().toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @DisplayName("is one of the scripts here")
  void everyEntryIsTried() throws IOException {
    try (Stream<Path> files = Files.walk(IMAGES)) {
      for (Path image : files.filter(file -> file.endsWith("Dockerfile")).toList()) {
        if (Files.readString(image).contains("ENTRYPOINT")) {
          assertThat(scripts()).as("%s", image).anyMatch(isBeside(image));
        }
      }
    }
  }

  private static Predicate<Path> isBeside(Path image) {
    return script -> script.getParent().equals(image.getParent());
  }

  private void run(Path script, Path written) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "umask 000; exec sh \"$0\"", script.toString());
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("WRITTEN", written.toString());
    builder.environment().put("TMPDIR", written.toString());
    builder.environment().put("KAFKA_NODE", "1");
    builder.environment().put("KAFKA_NODES", "one,two,three");
    builder.environment().put("KAFKA_CLUSTER", "cluster");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
