package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.deploy.app.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One run of a bench: its folder, its chance, what it says on the way and what it found. */
final class BenchRun implements AutoCloseable {
  /** The roles on the way of an event to a remote server. */
  static final List<String> PUSHING = List.of("ingest", "streams", "federation");

  private static final int BROKEN = 3;
  private static final long POLL_MS = 200;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final double MILLIS = 1_000.0;

  private final Path folder;
  private final boolean temporary;
  private final Optional<Path> file;
  private final PrintWriter out;
  private final Random random;
  private final ObjectNode report = JsonNodeFactory.instance.objectNode();
  private final long started = System.nanoTime();
  private boolean finished;

  BenchRun(
      String bench,
      long seed,
      Path folder,
      boolean temporary,
      Optional<Path> file,
      PrintWriter out) {
    this.folder = folder;
    this.temporary = temporary;
    this.file = file;
    this.out = out;
    this.random = new Random(seed);
    Runtime.getRuntime().addShutdownHook(new Thread(BenchRun::endChildren, "bench-end"));
    report.put("bench", bench);
    report.put("seed", seed);
    report.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    report.put("cores", Runtime.getRuntime().availableProcessors());
    report.put("java", Runtime.version().toString());
    say("bench %s, seed %d, data in %s", bench, seed, folder);
  }

  /** Something did not come in time. */
  private static final class OverdueException extends IOException {
    private static final long serialVersionUID = 1L;

    OverdueException(String message) {
      super(message);
    }
  }

  /** Something that is or is not so yet. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  Path folder() {
    return folder;
  }

  RandomGenerator random() {
    return random;
  }

  /** What it found, to be added to. */
  ObjectNode report() {
    return report;
  }

  void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, "%6.1f s  ", seconds(started));
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  /** Waits until {@code condition} holds; whether it did within {@code longest}. */
  boolean holdsWithin(String what, Duration longest, Condition condition)
      throws IOException, InterruptedException {
    try {
      await(what, longest, () -> "", condition);
      return true;
    } catch (OverdueException e) {
      say("%s", e.getMessage());
      return false;
    }
  }

  /**
   * Waits until {@code condition} holds, and says every few seconds how it stands.
   *
   * @return how long that took
   * @throws IOException when it does not within {@code longest}
   */
  Duration await(String what, Duration longest, Supplier<Object> standing, Condition condition)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    long told = from;
    while (!condition.holds()) {
      long now = System.nanoTime();
      if (now - from > longest.toNanos()) {
        throw new OverdueException(what + ": not within " + longest + ", " + standing.get());
      }
      if (now - told > EVERY.toNanos()) {
        told = now;
        say("  waiting: %s, %s", what, standing.get());
      }
      Thread.sleep(POLL_MS);
    }
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /**
   * Prints the figures, and writes them where it was asked to.
   *
   * @param holds whether what was measured is within its bound
   * @return exit code of the command
   */
  int finish(boolean holds) throws IOException {
    finished = true;
    report.put("holds", holds);
    report.put("run_seconds", rounded(seconds(started)));
    for (var field : report.properties()) {
      JsonNode value = field.getValue();
      if (value.isValueNode()) {
        out.printf(Locale.ROOT, "  %-36s %s%n", field.getKey(), value.asText());
      }
    }
    out.flush();
    if (file.isPresent()) {
      Files.writeString(file.get(), report.toPrettyString() + "\n");
    }
    return holds ? 0 : BROKEN;
  }

  /** Deletes a temporary folder, unless the run failed: its logs say why. */
  @Override
  public void close() throws IOException {
    if (temporary && finished) {
      Folders.delete(folder);
    }
  }

  /** Milliseconds as seconds. */
  static double seconds(Duration duration) {
    return rounded(duration.toMillis() / MILLIS);
  }

  static double rounded(double value) {
    return Math.round(value * MILLIS) / MILLIS;
  }

  /** The roles are processes of their own, which would outlive an interrupted run. */
  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
