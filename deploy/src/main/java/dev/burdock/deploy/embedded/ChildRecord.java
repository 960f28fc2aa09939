package dev.burdock.deploy.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The file that names a child process by its number and start, so that the next start finds what an
 * earlier one left behind, and never takes a stranger that got the same number for it.
 */
final class ChildRecord {
  private final Path file;

  ChildRecord(Path file) {
    this.file = file;
  }

  void write(ProcessHandle child) throws IOException {
    Files.writeString(file, child.pid() + " " + start(child));
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the recorded process if it still runs. */
  void endLeftover(Duration deadline) throws IOException, InterruptedException {
    Optional<ProcessHandle> leftover = leftover();
    if (leftover.isPresent()) {
      leftover.get().destroy();
      try {
        leftover.get().onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        leftover.get().destroyForcibly();
      }
    }
    delete();
  }

  Optional<ProcessHandle> leftover() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] parts = Files.readString(file).strip().split(" ", 2);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> start(process).equals(parts[1]));
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
