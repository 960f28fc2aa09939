package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** minimum-versions.xml in a build of its own. */
public class DependencyGateIT {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final long LONGEST_S = 120;

  /** With files that stand for the jars, so that nothing is fetched. */
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>gate</groupId><artifactId>gate</artifactId><version>1</version><packaging>pom</packaging>
        <dependencies><dependency>
          <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
          <scope>system</scope><systemPath>%s</systemPath>
        </dependency></dependencies>
        <build><plugins><plugin>
          <groupId>org.apache.maven.plugins</groupId><artifactId>maven-enforcer-plugin</artifactId><version>%s</version>
          <configuration><rules><externalRules><location>%s</location></externalRules></rules></configuration>
        </plugin></plugins></build>
      </project>
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}:{1}:{2}")
  @DisplayName(
      "the gate fails for a version with a known fault, says which, and lets the fixed one in")
  @CsvSource({
    "io.netty, netty-codec-http, 4.2.12.Final, 4.2.20.Final, smuggled",
    "commons-io, commons-io, 2.13.0, 2.20.0, CVE-2024-47554",
    "org.lz4, lz4-java, 1.8.0, , CVE-2025-12183"
  })
  void failsForTheOldVersion(String group, String artifact, String old, String fixed, String why)
      throws Exception {
    Build failed = build(group, artifact, old);

    assertThat(failed.exit).isNotZero();
    assertThat(failed.output).contains(why, artifact);
    if (fixed != null) {
      Build passed = build(group, artifact, fixed);
      assertThat(passed.exit).as(passed.output).isZero();
    }
  }

  private record Build(int exit, String output) {}

  private Build build(String group, String artifact, String version)
      throws IOException, InterruptedException {
    Path jar = Files.write(folder.resolve("part.jar"), new byte[0]);
    Path rules = ROOT.resolve("minimum-versions.xml");
    Files.writeString(
        folder.resolve("pom.xml"),
        POM.formatted(group, artifact, version, jar, enforcerVersion(), rules));
    Path output = folder.resolve("output");
    Process maven =
        new ProcessBuilder(
                ROOT.resolve("mvnw").toString(),
                "-o",
                "-B",
                "-f",
                folder.toString(),
                "enforcer:enforce")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!maven.waitFor(LONGEST_S, TimeUnit.SECONDS)) {
      maven.destroyForcibly();
      throw new AssertionError("no end within " + LONGEST_S + " s");
    }
    return new Build(maven.exitValue(), Files.readString(output));
  }

  /** The one that the build uses, which is there already. */
  private static String enforcerVersion() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String behind = pom.substring(pom.indexOf("<artifactId>maven-enforcer-plugin</artifactId>"));
    return behind.substring(behind.indexOf("<version>") + 9, behind.indexOf("</version>"));
  }
}
