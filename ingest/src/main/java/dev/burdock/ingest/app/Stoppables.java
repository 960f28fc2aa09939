package dev.burdock.ingest.app;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running parts of the role, stopped in the opposite order of their start. */
final class Stoppables {
  private static final Logger LOG = LoggerFactory.getLogger(Stoppables.class);
  private static final long WAIT_SECONDS = 10;

  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, AutoCloseable stop) {}

  void add(String name, AutoCloseable stop) {
    parts.push(new Part(name, stop));
  }

  /** Stops everything, once; what fails to stop is logged and passed over. */
  void stop() {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      try {
        part.stop.close();
      } catch (Exception e) {
        LOG.warn("part={} did not stop: {}", part.name, e.toString());
      }
    }
  }

  /** Waits for what Vert.x does, not for long. */
  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().toString(), e);
    }
  }
}
