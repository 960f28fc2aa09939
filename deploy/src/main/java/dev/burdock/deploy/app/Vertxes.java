package dev.burdock.deploy.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Waits for what Vert.x does later. */
public final class Vertxes {
  private Vertxes() {}

  /**
   * The result of {@code future}.
   *
   * @throws IllegalStateException when it fails, or takes longer than {@code deadline}
   */
  public static <T> T await(String what, Future<T> future, Duration deadline) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(what + ": " + e.getCause().getMessage(), e.getCause());
    }
  }
}
