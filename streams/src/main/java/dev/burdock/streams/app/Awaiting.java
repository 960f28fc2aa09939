package dev.burdock.streams.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what Vert.x does, with a deadline. Never called on an event loop. */
final class Awaiting {
  private static final Logger LOG = LoggerFactory.getLogger(Awaiting.class);

  private Awaiting() {}

  /**
   * @param what names it in messages
   * @throws IllegalStateException when it fails or takes too long
   */
  static <T> T result(String what, Future<T> future, Duration deadline) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + ": not within " + deadline.toSeconds() + " s", e);
    }
  }

  /** The same, while closing: a failure is logged. */
  static void quietly(Future<?> future, Duration deadline) {
    try {
      result("close", future, deadline);
    } catch (IllegalStateException e) {
      LOG.warn("event=close-failed reason={}", e.getMessage());
    }
  }
}
