package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        <dependencies>%s</dependencies>
        <build><plugins><plugin>
          <groupId>org.apache.maven.plugins</groupId><artifactId>maven-enforcer-plugin</artifactId><version>%s</version>
          <configuration><rules><externalRules><location>%s</location></externalRules></rules></configuration>
        </plugin></plugins></build>
      </project>
      """;

  private static final String DEPENDENCY =
      """
      <dependency>
        <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
        <scope>system</scope><systemPath>%s</systemPath>
      </dependency>
      """;

  private static final Pattern BROKEN_RULE = Pattern.compile("Rule \\d+: .* failed");

  @TempDir Path folder;

  @Test
  @DisplayName("the gate fails for each version with a known fault, and says which")
  void failsForOldVersions() throws Exception {
    Build failed =
        build(
            new Part("io.netty", "netty-codec-http", "4.2.12.Final"),
            new Part("commons-io", "commons-io", "2.13.0"),
            new Part("org.lz4", "lz4-java", "1.8.0"));

    assertThat(failed.exit).isNotZero();
    assertThat(failed.output)
        .contains("smuggled", "io.netty:netty-codec-http")
        .contains("CVE-2024-47554", "commons-io:commons-io")
        .contains("CVE-2025-12183", "org.lz4:lz4-java");
    assertThat(BROKEN_RULE.matcher(failed.output).results()).hasSize(3);
  }

  @Test
  @DisplayName("the gate lets the versions in that are mended")
  void letsFixedVersionsIn() throws Exception {
    Build passed =
        build(
            new Part("io.netty", "netty-codec-http", "4.2.20.Final"),
            new Part("commons-io", "commons-io", "2.20.0"));

    assertThat(passed.exit).as(passed.output).isZero();
  }

  private record Part(String group, String artifact, String version) {}

  private record Build(int exit, String output) {}

  private Build build(Part... parts) throws IOException, InterruptedException {
    Path jar = Files.write(folder.resolve("part.jar"), new byte[0]);
    Path rules = ROOT.resolve("minimum-versions.xml");
    String dependencies =
        Stream.of(parts)
            .map(part -> DEPENDENCY.formatted(part.group, part.artifact, part.version, jar))
            .collect(Collectors.joining());
    Files.writeString(
        folder.resolve("pom.xml"), POM.formatted(dependencies, enforcerVersion(), rules));
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
