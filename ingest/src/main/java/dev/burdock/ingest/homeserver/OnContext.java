package dev.burdock.ingest.homeserver;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Runs HTTP exchanges on an event loop, whoever asks for them: from another thread the handlers of
 * an answer could be set after the answer had passed.
 */
public final class OnContext {
  private OnContext() {}

  /** The result of {@code work}, begun on the caller's context or, without one, a new one. */
  public static <T> Future<T> run(Vertx vertx, Supplier<Future<T>> work) {
    Context current = Vertx.currentContext();
    Context context =
        current != null && current.isEventLoopContext() ? current : vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        start -> {
          Future<T> running;
          try {
            running = work.get();
          } catch (RuntimeException e) {
            running = Future.failedFuture(e);
          }
          running.onComplete(promise);
        });
    return promise.future();
  }
}
