package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/** Hands a transaction to the worker that has its destination, and the answer back. */
public final class OwnerRelay implements AutoCloseable {
  private static final int CONNECT_MS = 1_000;

  /** To one worker; transactions of slow destinations wait side by side. */
  private static final int CONNECTIONS = 10_000;

  private final HttpClient client;

  public OwnerRelay(Vertx vertx) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  /**
   * Hands it over.
   *
   * @return true once the owner answers; false when that worker is not there, or is not the owner
   */
  Future<Boolean> give(OutRequest out, WorkerAddress owner) {
    return client
        .request(
            new RequestOptions()
                .setMethod(out.method())
                .setHost(owner.host())
                .setPort(owner.port())
                .setURI(out.request.uri()))
        .compose(opened -> send(out, opened))
        .map(answer -> passed(out, answer))
        .otherwise(false);
  }

  private static Future<HttpClientResponse> send(OutRequest out, HttpClientRequest opened) {
    if (out.caller.isOver()) {
      opened.reset();
      return Future.failedFuture("the homeserver is gone");
    }
    out.caller.whenGone(opened::reset);
    opened.headers().addAll(out.headers());
    opened
        .putHeader(HttpHeaders.HOST, out.target.destination().value())
        .putHeader("Proxy-Authorization", out.request.getHeader("Proxy-Authorization"))
        .putHeader(OutAnswers.HANDED_ON, "1");
    return opened.send(out.body);
  }

  private static boolean passed(OutRequest out, HttpClientResponse answer) {
    if (answer.statusCode() == OutAnswers.MISDIRECTED
        && answer.headers().contains(OutAnswers.NOT_OWNER)) {
      return false;
    }
    OutAnswers.stream(out.request, answer);
    return true;
  }

  @Override
  public void close() {
    client.close();
  }
}
