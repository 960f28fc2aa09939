package dev.burdock.tests.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The folder of the client that runs in Node: its first use installs the pinned packages. */
final class NodeFiles {
  private static final Path FOLDER = find();

  private NodeFiles() {}

  /** {@code src/test/js} with its {@code node_modules} as the lock file says. */
  static synchronized Path folder() {
    try {
      Path installed = FOLDER.resolve(Path.of("node_modules", ".package-lock.json"));
      Path wanted = FOLDER.resolve("package-lock.json");
      if (!Files.exists(installed)
          || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted))
              < 0) {
        install();
      }
      return FOLDER;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void install() throws IOException {
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--loglevel=error")
            .directory(FOLDER.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      if (!npm.waitFor(5, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
        throw new IllegalStateException("npm ci in " + FOLDER + ": still running after 5 min");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: npm ci", e);
    }
    if (npm.exitValue() != 0) {
      throw new IllegalStateException("npm ci in " + FOLDER + ": exit code " + npm.exitValue());
    }
  }

  private static Path find() {
    Path folder = Path.of("src", "test", "js");
    Optional<Path> from = Optional.of(Path.of("").toAbsolutePath());
    while (from.isPresent()) {
      Path candidate = from.get().resolve(folder);
      if (Files.exists(candidate.resolve("client.mjs"))) {
        return candidate;
      }
      from = Optional.ofNullable(from.get().getParent());
    }
    throw new IllegalStateException(folder + ": not found above the working directory");
  }
}
