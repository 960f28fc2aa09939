package dev.burdock.http.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.LongPredicate;

/** Reads the body of an answer as it came, never more of it than a bound. */
public final class BoundedBody {
  /** Below it a status ends nothing: behind it comes another protocol, which was not asked for. */
  private static final int FIRST_FINAL = 200;

  private BoundedBody() {}

  /**
   * The whole body; to be called in the handler of the answer.
   *
   * @param request is reset when the body goes beyond the bound
   * @return fails when it does, or when the connection ends before the body
   */
  public static Future<Buffer> read(
      HttpClientRequest request, HttpClientResponse response, int maxBytes) {
    return read(request, response, maxBytes, more -> true);
  }

  /**
   * The same, while there is room.
   *
   * @param room asked for each part of the body; when there is none, it fails with a {@link
   *     NoRoomException}
   */
  public static Future<Buffer> read(
      HttpClientRequest request, HttpClientResponse response, int maxBytes, LongPredicate room) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(body));
    if (response.statusCode() < FIRST_FINAL) {
      whole.tryFail("answer of status " + response.statusCode());
      var unused = request.reset();
    }
    response.handler(
        chunk -> {
          if (body.length() + (long) chunk.length() > maxBytes) {
            whole.tryFail("answer over " + maxBytes + " bytes");
            var unused = request.reset();
          } else if (!room.test(chunk.length())) {
            whole.tryFail(new NoRoomException());
            var unused = request.reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    return whole.future();
  }
}
