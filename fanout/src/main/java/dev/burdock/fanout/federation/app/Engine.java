package dev.burdock.fanout.federation.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;

/** The event loop that the lanes live on. */
final class Engine {
  private Engine() {}

  /** A context of our own, shared with no other role. */
  static Context context(Vertx vertx) {
    CompletableFuture<Context> context = new CompletableFuture<>();
    vertx
        .deployVerticle(
            own -> {
              context.complete(own);
              return Future.succeededFuture();
            })
        .onFailure(context::completeExceptionally);
    return context.join();
  }
}
