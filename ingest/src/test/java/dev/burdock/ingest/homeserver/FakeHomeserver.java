package dev.burdock.ingest.homeserver;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A homeserver that answers what a test tells it to, by path and query. */
final class FakeHomeserver {
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  /** Requests as {@code URI authorization}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private record Answer(int status, String body) {}

  FakeHomeserver(Vertx vertx) {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  FakeHomeserver on(String uri, int status, String body) {
    answers.put(uri, new Answer(status, body));
    return this;
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.uri() + " " + request.getHeader("Authorization"));
    Answer answer = answers.getOrDefault(request.uri(), new Answer(404, "{}"));
    request.response().setStatusCode(answer.status).end(answer.body);
  }
}
