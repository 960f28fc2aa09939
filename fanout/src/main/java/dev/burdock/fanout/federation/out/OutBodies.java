package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.config.OutConfig;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads bodies of requests into memory. Who finds no room waits for it: a refusal of ours would
 * count as the destination's.
 */
final class OutBodies {
  private static final long AGAIN_MS = 20;

  private final Vertx vertx;
  private final BodyBudget budget;

  OutBodies(Vertx vertx, BodyBudget budget) {
    this.vertx = vertx;
    this.budget = budget;
  }

  /** The whole body; fails when it is larger than any may be. */
  Future<Buffer> read(HttpServerRequest request, Caller caller) {
    if (Bodies.announces(request, OutConfig.MAX_BODY)) {
      return Future.failedFuture("body: expected at most " + OutConfig.MAX_BODY + " bytes");
    }
    Promise<Buffer> whole = Promise.promise();
    BodyBudget.Share share = budget.share(request);
    caller.whenOver(share::give);
    request.pause();
    begin(request, share, whole);
    return whole.future();
  }

  private void begin(HttpServerRequest request, BodyBudget.Share share, Promise<Buffer> whole) {
    String length = request.getHeader("Content-Length");
    boolean chunked = request.headers().contains("Transfer-Encoding");
    int wanted = chunked ? OutConfig.MAX_BODY : length == null ? 0 : Integer.parseInt(length);
    if (request.response().closed()) {
      whole.tryFail("the homeserver is gone");
    } else if (share.grow(wanted)) {
      collect(request, whole);
    } else {
      vertx.setTimer(AGAIN_MS, id -> begin(request, share, whole));
    }
  }

  private static void collect(HttpServerRequest request, Promise<Buffer> whole) {
    Buffer body = Buffer.buffer();
    request.exceptionHandler(whole::tryFail);
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > OutConfig.MAX_BODY) {
            whole.tryFail("body: expected at most " + OutConfig.MAX_BODY + " bytes");
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> whole.tryComplete(body));
    request.resume();
  }
}
