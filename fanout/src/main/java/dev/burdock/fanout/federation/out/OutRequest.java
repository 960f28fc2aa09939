package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.http.proxy.EndToEnd;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** A request of the homeserver's with its whole body; a class, so that nobody prints it. */
final class OutRequest {
  final OutTarget target;
  final HttpServerRequest request;
  final Caller caller;
  final Buffer body;

  OutRequest(OutTarget target, HttpServerRequest request, Caller caller, Buffer body) {
    this.target = target;
    this.request = request;
    this.caller = caller;
    this.body = body;
  }

  HttpMethod method() {
    return request.method();
  }

  /** The headers that the destination gets, without {@code Host}. */
  MultiMap headers() {
    return EndToEnd.of(request.headers()).remove("Host").remove(OutAnswers.HANDED_ON);
  }

  /** Sends it as it came. */
  RemoteCalls.Call call(RemoteCalls calls) {
    return calls.start(target.destination(), method(), target.uri(), headers(), body);
  }
}
