package dev.burdock.testkit.bench;

import dev.burdock.deploy.app.Vertxes;
import dev.burdock.testkit.world.World;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A homeserver behind the doors: knows each token as a user's, waits as long as a sync asks, and
 * has for one of its users an account of megabytes that compress to nothing.
 */
final class DoorHomeserver implements AutoCloseable {
  /** The token of the user with the large account. */
  static final String LARGE = "large";

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int LARGE_MEBIBYTES = 200;
  private static final String BEARER = "Bearer ";

  private final Vertx vertx = Vertx.vertx();
  private final Buffer large = large();
  private final HttpServer server = vertx.createHttpServer().requestHandler(this::answer);

  DoorHomeserver() {
    Vertxes.await("homeserver", server.listen(0, "127.0.0.1"), DEADLINE);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  @Override
  public void close() {
    Vertxes.await("homeserver", vertx.close(), DEADLINE);
  }

  private void answer(HttpServerRequest request) {
    String token =
        Optional.ofNullable(request.getHeader("Authorization"))
            .filter(header -> header.startsWith(BEARER))
            .map(header -> header.substring(BEARER.length()))
            .orElse("");
    if (request.path().endsWith("/whoami")) {
      end(request, "{\"user_id\":\"@" + token + ":" + World.SERVER + "\"}");
    } else if (!request.path().endsWith("/sync")) {
      request.endHandler(whole -> end(request, "{}"));
    } else if (token.equals(LARGE)) {
      request.response().putHeader("Content-Encoding", "gzip").end(large);
    } else {
      sync(request);
    }
  }

  private void sync(HttpServerRequest request) {
    long wait = Long.parseLong(request.getParam("timeout", "0"));
    if (wait > 0) {
      long timer = vertx.setTimer(wait, late -> end(request, "{\"next_batch\":\"s1\"}"));
      request.response().closeHandler(gone -> vertx.cancelTimer(timer));
    } else {
      end(request, "{\"next_batch\":\"s1\"}");
    }
  }

  private static void end(HttpServerRequest request, String body) {
    if (!request.response().closed()) {
      request.response().putHeader("Content-Type", "application/json").end(body);
    }
  }

  private static Buffer large() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(
          "{\"next_batch\":\"s1\",\"x\":\"".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      byte[] mebibyte = "a".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (int i = 0; i < LARGE_MEBIBYTES; i++) {
        gzip.write(mebibyte);
      }
      gzip.write("\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(out.toByteArray());
  }
}
