package dev.burdock.fanout.sync.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/**
 * An error as Matrix clients read it.
 *
 * @param status of the response
 * @param code such as {@code M_UNKNOWN_TOKEN}
 * @param message for a person
 * @param retryAfterMs when to ask again
 */
public record MatrixError(int status, String code, String message, OptionalLong retryAfterMs) {

  static MatrixError notJoined() {
    return of(403, "M_FORBIDDEN", "You are not joined to this room");
  }

  public static MatrixError missingToken() {
    return of(401, "M_MISSING_TOKEN", "Missing access token");
  }

  public static MatrixError unknownToken() {
    return of(401, "M_UNKNOWN_TOKEN", "Unknown access token");
  }

  static MatrixError invalidParam(String name, String value, String expected) {
    return of(400, "M_INVALID_PARAM", name + ": " + value + " (expected: " + expected + ")");
  }

  public static MatrixError unrecognized() {
    return of(404, "M_UNRECOGNIZED", "Unrecognized request");
  }

  public static MatrixError tooMany(long retryAfterMs) {
    return new MatrixError(
        429, "M_LIMIT_EXCEEDED", "Too many requests are waiting", OptionalLong.of(retryAfterMs));
  }

  public static MatrixError unavailable(long retryAfterMs) {
    return new MatrixError(
        503, "M_UNKNOWN", "Sticky events cannot be read now", OptionalLong.of(retryAfterMs));
  }

  public static MatrixError malformed(int status) {
    return of(status, "M_UNKNOWN", "Malformed request");
  }

  public static MatrixError internal() {
    return of(500, "M_UNKNOWN", "Internal server error");
  }

  public static MatrixError of(int status, String code, String message) {
    return new MatrixError(status, code, message, OptionalLong.empty());
  }

  /** Ends a response with this error, unless the client is gone. */
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    JsonObject body = new JsonObject().put("errcode", code).put("error", message);
    retryAfterMs.ifPresent(
        after -> {
          body.put("retry_after_ms", after);
          response.putHeader("Retry-After", Long.toString(Math.max(1, (after + 999) / 1000)));
        });
    response
        .putHeader("Access-Control-Allow-Origin", "*")
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer());
  }
}
