package dev.burdock.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clock of a process that a run sets while it runs, by libfaketime (package {@code libfaketime}
 * of Debian). The process's monotonic clock goes on, as it does when a machine's clock is set.
 */
public final class SteppedClock {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

  private final Path library;
  private final Path file;

  /**
   * A clock that is right.
   *
   * @param library {@link #library}
   * @param file through which it is set
   */
  public SteppedClock(Path library, Path file) throws IOException {
    this.library = library;
    this.file = file.toAbsolutePath();
    step(Duration.ZERO);
  }

  /** Where this machine has libfaketime. */
  public static Optional<Path> library() {
    return PLACES.stream().filter(Files::isRegularFile).findFirst();
  }

  /** What a process needs in its environment. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "DONT_FAKE_MONOTONIC", "1");
  }

  /** Sets it to be so far from the right time; the process sees that within a second. */
  public void step(Duration offset) throws IOException {
    WholeFile.write(file, String.format("%+d%n", offset.toSeconds()));
  }
}
