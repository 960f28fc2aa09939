package dev.burdock.testkit.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The script that runs a checkout")
class CheckoutScriptTest {
  private static final Pattern MODULE = Pattern.compile("<module>([a-z]+)</module>");
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path checkout;
  private Path classPath;
  private List<String> modules;

  /** A checkout with a Maven and a Java that say what they were told, and do nothing. */
  @BeforeEach
  void lay() throws IOException {
    modules =
        MODULE
            .matcher(Files.readString(Path.of("..", "pom.xml")))
            .results()
            .map(module -> module.group(1))
            .toList();
    Files.copy(Path.of("..", "burdock"), executable("burdock"));
    Files.writeString(executable("mvnw"), "#!/bin/sh\necho \"maven: $*\"\n");
    Files.writeString(executable("java/bin/java"), "#!/bin/sh\necho \"java: $*\"\n");
    for (String name : List.of("burdock", "mvnw", "java/bin/java")) {
      assertThat(checkout.resolve(name).toFile().setExecutable(true)).isTrue();
    }
    for (String module : modules) {
      Files.createDirectories(checkout.resolve(module).resolve("target/classes"));
      write(module + "/src/main/java/Some.java", "", BUILT.minusSeconds(60));
      write(module + "/pom.xml", "", BUILT.minusSeconds(60));
    }
    classPath =
        write(
            "testkit/target/class-path",
            String.join(
                File.pathSeparator,
                "/elsewhere/deploy/target/classes",
                "/elsewhere/matrix/target/burdock-matrix-1.jar",
                "/repository/library.jar"),
            BUILT);
  }

  @Test
  @DisplayName("runs what is built, without Maven")
  void built() throws Exception {
    assertThat(run("--version")).startsWith("java: ").endsWith("Burdock --version\n");
  }

  @Test
  @DisplayName("runs the classes of its own folder, also when that was copied")
  void ownClasses() throws Exception {
    assertThat(run("--version"))
        .contains(checkout.resolve("deploy/target/classes") + File.pathSeparator)
        .contains("/repository/library.jar")
        .doesNotContain("/elsewhere");
  }

  @Test
  @DisplayName("runs the classes of every module that the build makes")
  void everyModule() throws Exception {
    assertThat(modules).contains("testkit", "schemas");
    assertThat(run("--version"))
        .contains(
            modules.stream()
                .map(module -> checkout.resolve(module).resolve("target/classes").toString())
                .toList());
  }

  @Test
  @DisplayName("builds when there is no build")
  void notBuilt() throws Exception {
    Files.delete(checkout.resolve("streams/target/classes"));
    assertThat(run("--version")).contains("maven: ").contains("java: ");

    Files.createDirectory(checkout.resolve("streams/target/classes"));
    Files.delete(classPath);
    assertThat(run("--version")).contains("maven: ");
  }

  @Test
  @DisplayName("says in one line that sources are newer than the build, and runs what is built")
  void newerSources() throws Exception {
    write("matrix/src/main/java/Other.java", "", BUILT.plusSeconds(60));

    assertThat(run("tail", "topic").lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("newer", "matrix", "./burdock build");
  }

  @Test
  @DisplayName("takes what Maven compiled since for built")
  void compiledSince() throws Exception {
    write("matrix/src/main/java/Other.java", "", BUILT.plusSeconds(60));
    write(
        "matrix/target/maven-status/maven-compiler-plugin/compile/default-compile/inputFiles.lst",
        "",
        BUILT.plusSeconds(120));

    assertThat(run("--version")).doesNotContain("newer");
  }

  @Test
  @DisplayName("builds when asked, and runs nothing then")
  void build() throws Exception {
    assertThat(run("build")).contains("maven: ").doesNotContain("java: ");
  }

  @Test
  @DisplayName("tells in its help how a checkout is built")
  void help() throws Exception {
    assertThat(run("--help")).contains("java: ").contains("./burdock build");
  }

  private Path executable(String name) throws IOException {
    Path file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private Path write(String name, String text, Instant at) throws IOException {
    Path file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.from(at));
  }

  /** What it says, errors included. */
  private String run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(checkout.resolve("burdock").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", checkout.resolve("java").toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
