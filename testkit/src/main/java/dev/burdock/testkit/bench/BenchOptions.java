package dev.burdock.testkit.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every bench may be told. */
final class BenchOptions {
  @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of a run.")
  private Long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "New folder of its data and logs, kept (default: a temporary one, deleted).")
  private Path data;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the figures there, as JSON.")
  private Path report;

  /** A run of the bench of this name. */
  BenchRun begin(String bench, PrintWriter out) throws IOException {
    long chosen = seed == null ? new SecureRandom().nextLong() : seed;
    Path folder = data == null ? Files.createTempDirectory("burdock-bench-") : data;
    return new BenchRun(bench, chosen, folder, data == null, Optional.ofNullable(report), out);
  }
}
