package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.http.client.NoRoomException;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client is told in the homeserver's place: on every path in the form of Matrix errors,
 * which a browser may read.
 */
final class Unanswered {
  private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);
  private static final long RETRY_AFTER_MS = 1_000;
  private static final int BAD_REQUEST = 400;
  private static final int BAD_GATEWAY = 502;
  private static final int NO_CONTENT = 204;

  /** Proxies take 8 KiB, Synapse 16 KiB with all headers; what is longer ends the connection. */
  private static final int USUAL_URI = 8_000;

  private Unanswered() {}

  /** There is no place for the request. */
  static void tooMany(RoutingContext ctx) {
    MatrixError.tooMany(RETRY_AFTER_MS).send(ctx.response());
  }

  /** Answers a request of a route, unless the client is gone. */
  static void answer(RoutingContext ctx, Throwable failure) {
    if (ctx.response().closed()) {
      return;
    }
    if (failure instanceof MatrixFailure known) {
      LOG.warn("gateway: homeserver does not answer status={}", known.error().status());
      known.error().send(ctx.response());
      return;
    }
    if (failure instanceof NoRoomException) {
      MatrixError.unavailable(RETRY_AFTER_MS).send(ctx.response());
      return;
    }
    Fatal.tell(failure);
    LOG.warn("gateway: homeserver cannot be reached error={}", failure.toString());
    answer(ctx.request(), failure);
  }

  /** Answers, unless the client is gone. */
  static void answer(HttpServerRequest request, Throwable failure) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      preflight(request);
    } else if (isHungUp(failure) && PassThrough.unwrapped(request.uri()).length() > USUAL_URI) {
      MatrixError.of(BAD_REQUEST, "M_TOO_LARGE", "The request is too long for the homeserver")
          .send(request.response());
    } else {
      MatrixError.of(BAD_GATEWAY, "M_UNKNOWN", "The homeserver cannot be reached")
          .send(request.response());
    }
  }

  /** Else a browser would not ask, and its user would not learn why. */
  private static void preflight(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(NO_CONTENT)
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
        .putHeader(
            "Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization, Date")
        .end();
  }

  /** The connection was there, and ended without an answer. */
  private static boolean isHungUp(Throwable failure) {
    boolean neverThere =
        failure instanceof ConnectException || failure instanceof UnknownHostException;
    return failure instanceof HttpClosedException
        || (failure instanceof IOException && !neverThere);
  }
}
