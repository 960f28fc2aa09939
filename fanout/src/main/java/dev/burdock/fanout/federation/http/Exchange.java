package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.matrix.federation.Resolved;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** One request and its answer, bounded in time and size, never inflated. Lives on one context. */
final class Exchange {
  private static final int MOST_CANDIDATES = 4;

  private final HttpConfig config;
  private final HttpClient client;
  private final BooleanSupplier closeAfterwards;
  private final CompletableFuture<Attempt> result;
  private final Context context;
  private final long timer;
  private HttpClientRequest request;

  Exchange(
      Context context,
      HttpConfig config,
      HttpClient client,
      BooleanSupplier closeAfterwards,
      CompletableFuture<Attempt> result) {
    this.context = context;
    this.config = config;
    this.client = client;
    this.closeAfterwards = closeAfterwards;
    this.result = result;
    this.timer = context.owner().setTimer(config.request().toMillis(), id -> timedOut());
  }

  /** Sends the request to the first of the server's addresses that takes the connection. */
  void run(Resolved server, RequestSigner.Signed signed) {
    if (!result.isDone()) {
      connect(server, signed, 0);
    }
  }

  /** Ends without an answer. */
  void fail(Throwable error) {
    end(new Attempt.Broken(FailureKinds.kind(error), FailureKinds.detail(error)));
  }

  private void connect(Resolved server, RequestSigner.Signed signed, int candidate) {
    InetSocketAddress address = server.candidates().get(candidate);
    client
        .request(options(server, address, signed))
        .onSuccess(
            opened -> {
              if (result.isDone()) {
                opened.reset();
              } else {
                send(opened, signed);
              }
            })
        .onFailure(
            error -> {
              int next = candidate + 1;
              if (next < Math.min(server.candidates().size(), MOST_CANDIDATES)
                  && !result.isDone()) {
                connect(server, signed, next);
              } else {
                fail(error);
              }
            });
  }

  /** The address is the one that discovery allowed; the name is the one to be certified. */
  private static RequestOptions options(
      Resolved server, InetSocketAddress address, RequestSigner.Signed signed) {
    String ip = address.getAddress().getHostAddress();
    return new RequestOptions()
        .setMethod(HttpMethod.PUT)
        .setServer(SocketAddress.inetSocketAddress(address.getPort(), ip))
        .setHost(server.tlsName())
        .setPort(address.getPort())
        .setURI(signed.path)
        .setFollowRedirects(false)
        .putHeader(HttpHeaders.HOST, server.hostHeader())
        .putHeader(HttpHeaders.AUTHORIZATION, signed.authorization)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader(HttpHeaders.USER_AGENT, "Burdock");
  }

  private void send(HttpClientRequest opened, RequestSigner.Signed signed) {
    request = opened;
    if (closeAfterwards.getAsBoolean()) {
      // Both sides know before the answer: no further transaction gets a connection that ends.
      opened.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    opened.exceptionHandler(this::fail);
    opened.response().onSuccess(this::read).onFailure(this::fail);
    Future<Void> sent = opened.end(Buffer.buffer(signed.body));
    sent.onFailure(this::fail);
  }

  private void read(HttpClientResponse response) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(this::fail);
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > config.responseBytes()) {
            String detail = "answer over " + config.responseBytes() + " bytes";
            end(new Attempt.Broken(FailureKind.TOO_LONG, detail));
            request.reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(
        end -> {
          Optional<String> retryAfter =
              Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER));
          end(Attempt.answered(response.statusCode(), retryAfter, body.getBytes()));
        });
  }

  private void timedOut() {
    end(
        new Attempt.Broken(
            FailureKind.TIMEOUT, "no answer in " + config.request().toMillis() + " ms"));
    if (request != null) {
      request.reset();
    }
  }

  private void end(Attempt attempt) {
    if (result.complete(attempt)) {
      context.owner().cancelTimer(timer);
    }
  }
}
