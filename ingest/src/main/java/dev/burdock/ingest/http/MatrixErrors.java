package dev.burdock.ingest.http;

import dev.burdock.matrix.MatrixException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers in the form of Matrix errors, {@code {"errcode": "M_…", "error": "…"}}. */
final class MatrixErrors {
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final long RETRY_AFTER_MS = 2_000;

  private MatrixErrors() {}

  static void send(RoutingContext context, int status, String errcode, String error) {
    send(context.response(), status, errcode, error);
  }

  static void send(HttpServerResponse response, int status, String errcode, String error) {
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(body(errcode, error).toBuffer());
    }
  }

  /** The request was malformed. */
  static void badRequest(RoutingContext context, MatrixException error) {
    send(context, 400, error.errcode(), error.getMessage());
  }

  /** Nothing was recorded, and the same request may succeed soon. */
  static void unavailable(RoutingContext context, String error) {
    context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
    send(context, 503, "M_UNKNOWN", error);
  }

  /** Nothing was taken, and the same request may succeed after a short wait (R28). */
  static void limited(RoutingContext context, String error) {
    limited(context.response(), error);
  }

  static void limited(HttpServerResponse response, String error) {
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(429)
          .putHeader("Content-Type", "application/json")
          .putHeader("Retry-After", RETRY_AFTER_SECONDS)
          .end(body("M_LIMIT_EXCEEDED", error).put("retry_after_ms", RETRY_AFTER_MS).toBuffer());
    }
  }

  static JsonObject body(String errcode, String error) {
    return new JsonObject().put("errcode", errcode).put("error", error);
  }
}
