package dev.burdock.tests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** The images of the project, which it builds itself, and whether they can be had here. */
final class Images {
  static final String BURDOCK = "burdock:test";
  static final String KAFKA = "burdock-kafka:test";
  static final String REGISTRY = "burdock-registry:test";

  private static final String TAG = "test";
  private static final long LONGEST_BUILD_MINUTES = 8;
  private static final int SHOWN_LINES = 15;

  private Images() {}

  /** Builds what is not built yet; why there are none here, in words, when that is so. */
  static Optional<String> missing() throws IOException, InterruptedException {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("Docker does not answer here");
    }
    Path script = script();
    Path said = Files.createTempFile("images", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(script.toString(), TAG)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder
          .environment()
          .put(
              "DOCKER_HOST",
              DockerClientFactory.instance().getTransportConfig().getDockerHost().toString());
      Process build = builder.start();
      if (!build.waitFor(LONGEST_BUILD_MINUTES, TimeUnit.MINUTES)) {
        build.destroy();
        return Optional.of("Docker answers, but its images take too long: " + tail(said));
      }
      return build.exitValue() == 0
          ? Optional.empty()
          : Optional.of("Docker answers, but its images cannot be built: " + tail(said));
    } finally {
      Files.delete(said);
    }
  }

  private static String tail(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /** The script in the project's folder, above the one in which tests run. */
  private static Path script() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path script = folder.resolve("deploy/images/build.sh");
      if (Files.isExecutable(script)) {
        return script;
      }
      folder = folder.getParent();
    }
    throw new IOException("deploy/images/build.sh: not found above the folder of the tests");
  }
}
