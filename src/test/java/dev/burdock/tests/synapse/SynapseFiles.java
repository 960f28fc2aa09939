package dev.burdock.tests.synapse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The scripts and templates of {@code testkit/recording}, shared by the recorder and the tests. */
public final class SynapseFiles {
  private static final Path FOLDER = find();

  /** Python of the venv that holds the pinned Synapse; the first use installs it. */
  private static final class Python {
    static final Path PATH =
        Path.of(run(List.of(FOLDER.resolve("synapse-venv.sh").toString()), 600), "bin", "python");
  }

  /** What Synapse needs besides to have workers; the first use installs it. */
  private static final class WorkersPackages {
    static final String PATH = run(List.of(FOLDER.resolve("workers-packages.sh").toString()), 300);
  }

  private SynapseFiles() {}

  /** {@code testkit/recording} of the project that this test belongs to. */
  public static Path folder() {
    return FOLDER;
  }

  public static Path python() {
    return Python.PATH;
  }

  /**
   * Starts a process of Synapse; it ends with this JVM.
   *
   * @param log what it prints is added there
   */
  static Process run(String module, List<Path> configuration, Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(python().toString(), "-m", module));
    for (Path file : configuration) {
      command.add("-c");
      command.add(file.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (configuration.size() > 1) {
      builder.environment().put("PYTHONPATH", WorkersPackages.PATH);
    }
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  static void makeCertificate(Path folder, String host) {
    run(List.of(FOLDER.resolve("test-ca.sh").toString(), folder.toString(), host), 30);
  }

  /** Writes a template to {@code target} with each <code>${name}</code> replaced by its value. */
  static void instantiate(String template, Map<String, String> values, Path target) {
    try {
      String text = Files.readString(FOLDER.resolve(template));
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      Files.writeString(target, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script of the project and returns what it printed; its errors go to our stderr. */
  private static String run(List<String> command, int seconds) {
    try {
      Path output = Files.createTempFile("burdock-script", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + ": still running after " + seconds + " s");
        }
        if (process.exitValue() != 0) {
          throw new IllegalStateException(command + ": exit code " + process.exitValue());
        }
        return Files.readString(output, StandardCharsets.UTF_8).strip();
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command, e);
    }
  }

  private static Path find() {
    Path recording = Path.of("testkit", "recording");
    Optional<Path> from = Optional.of(Path.of("").toAbsolutePath());
    while (from.isPresent()) {
      Path candidate = from.get().resolve(recording);
      if (Files.exists(candidate.resolve("synapse-venv.sh"))) {
        return candidate;
      }
      from = Optional.ofNullable(from.get().getParent());
    }
    throw new IllegalStateException(recording + ": not found above the working directory");
  }
}
