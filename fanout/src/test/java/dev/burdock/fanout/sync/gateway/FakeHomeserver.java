package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.Samples;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A homeserver that answers what a test says, and remembers what it was asked. */
final class FakeHomeserver implements AutoCloseable {
  private final HttpServer server;
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final AtomicInteger whoami = new AtomicInteger();
  final AtomicInteger lists = new AtomicInteger();
  final AtomicInteger aborted = new AtomicInteger();

  /** Who a token stands for is told once this is done. */
  volatile Future<Void> whoamiGate = Future.succeededFuture();

  volatile String whoamiBody = "{\"user_id\":\"" + Samples.ALICE + "\"}";
  volatile int ignoredStatus = 200;
  volatile String ignored = "{\"ignored_users\":{}}";

  /** Answers everything but who a token stands for and whom a user ignores. */
  volatile Handler<HttpServerRequest> rest = request -> request.response().setStatusCode(404).end();

  FakeHomeserver(Vertx vertx) {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setCompressionSupported(true)
                    .setMaxInitialLineLength(1 << 17))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** Every further request that is not about the account gets this body. */
  void says(String body) {
    rest = request -> request.response().putHeader("Content-Type", "application/json").end(body);
  }

  /** Further requests wait for ever. */
  void waits() {
    rest =
        request ->
            request
                .response()
                .exceptionHandler(gone -> {})
                .closeHandler(gone -> aborted.incrementAndGet());
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/_matrix/client/v3/account/whoami")) {
      whoami.incrementAndGet();
      whoamiGate.onSuccess(open -> answerWhoami(request));
    } else if (request.method().equals(HttpMethod.GET)
        && request.path().endsWith("/account_data/m.ignored_user_list")) {
      lists.incrementAndGet();
      request.response().setStatusCode(ignoredStatus).end(ignored);
    } else {
      asked.add(request.method() + " " + request.uri());
      request.bodyHandler(body -> bodies.add(body.toString()));
      rest.handle(request);
    }
  }

  private void answerWhoami(HttpServerRequest request) {
    boolean known = "Bearer secret".equals(request.getHeader("Authorization"));
    request
        .response()
        .setStatusCode(known ? 200 : 401)
        .end(known ? whoamiBody : "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"error\":\"no\"}");
  }
}
