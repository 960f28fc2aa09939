package dev.burdock.fanout.federation.out;

import dev.burdock.http.proxy.EndToEnd;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeoutException;

/** What the homeserver is answered: the remote's own words, or why there are none. */
final class OutAnswers {
  /** On a request that another worker handed on. */
  static final String HANDED_ON = "Burdock-Handed-On";

  /** On the answer of a worker that does not have the destination. */
  static final String NOT_OWNER = "Burdock-Not-Owner";

  static final int MISDIRECTED = 421;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private OutAnswers() {}

  /** Hands an answer back as it comes. */
  static void stream(HttpServerRequest request, HttpClientResponse answer) {
    HttpServerResponse response = request.response();
    if (!head(response, answer)) {
      answer.request().reset();
      return;
    }
    int status = answer.statusCode();
    if (request.method().equals(HttpMethod.HEAD)
        || status == NO_CONTENT
        || status == NOT_MODIFIED) {
      response.end();
      return;
    }
    String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !answer.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
    } else {
      response.setChunked(true);
    }
    answer.pipe().endOnFailure(false).to(response).onFailure(broken -> response.reset());
  }

  /**
   * Takes over status and headers.
   *
   * @return false when nobody waits for the answer
   */
  static boolean head(HttpServerResponse response, HttpClientResponse answer) {
    if (response.ended() || response.closed()) {
      return false;
    }
    response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
    MultiMap headers = response.headers();
    EndToEnd.of(answer.headers())
        .remove(NOT_OWNER)
        .forEach((name, value) -> headers.add(name, value));
    return true;
  }

  /** The destination did not answer: its failure, not ours. */
  static void failed(HttpServerResponse response, Throwable error) {
    boolean late = error instanceof TimeoutException;
    refuse(
        response,
        late ? GATEWAY_TIMEOUT : BAD_GATEWAY,
        late ? "the destination does not answer" : "the destination cannot be reached");
  }

  static void refuse(HttpServerResponse response, int status, String message) {
    if (!response.headWritten() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(new JsonObject().put("errcode", "M_UNKNOWN").put("error", message).encode());
    }
  }
}
