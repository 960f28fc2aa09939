package dev.burdock.ingest.homeserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
  private static final int MOST = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final HomeserverClient client = new HomeserverClient(vertx, Duration.ofSeconds(5), MOST);

  @AfterEach
  void close() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void an_answer_beyond_the_bound_is_left_and_its_connection_ended() {
    AtomicBoolean closed = new AtomicBoolean();
    Future<HomeserverClient.Reply> reply =
        ask(
            request -> {
              request.connection().closeHandler(gone -> closed.set(true));
              request.response().setChunked(true);
              pour(request);
            });

    assertThat(settled(reply).failed()).isTrue();
    Awaitility.await().untilTrue(closed);
  }

  @Test
  void a_compressed_answer_is_not_asked_for_and_not_inflated() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[64 << 20]);
    }
    AtomicReference<String> asked = new AtomicReference<>();
    Future<HomeserverClient.Reply> reply =
        ask(
            request -> {
              asked.set(request.getHeader("Accept-Encoding"));
              request
                  .response()
                  .putHeader("Content-Encoding", "gzip")
                  .end(Buffer.buffer(bomb.toByteArray()));
            });

    assertThat(settled(reply).result().body().length()).isEqualTo(bomb.size());
    assertThat(asked).hasValue("identity");
  }

  private static void pour(HttpServerRequest request) {
    request.response().write(Buffer.buffer(new byte[64 << 10])).onSuccess(written -> pour(request));
  }

  private Future<HomeserverClient.Reply> ask(Handler<HttpServerRequest> homeserver) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(homeserver)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    return client.get(URI.create("http://127.0.0.1:" + port), "/", "Bearer x");
  }

  private static <T> Future<T> settled(Future<T> future) {
    Awaitility.await().until(future::isComplete);
    return future;
  }
}
