package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.matrix.federation.Resolved;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.id.ServerName;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;

/**
 * Requests of the homeserver's to remote servers: found, certified and connected to as for our own,
 * and otherwise as they came.
 */
public final class RemoteCalls implements AutoCloseable {
  private static final int MOST_CANDIDATES = 4;

  /** Of one server; slow answers are awaited side by side. */
  private static final int CONNECTIONS = 64;

  /** The longest that a homeserver waits for anything. */
  private static final long SILENCE_MS = 600_000;

  private final ServerDiscovery discovery;
  private final Vertx vertx;
  private final HttpClientAgent client;

  public RemoteCalls(HttpConfig config, ServerDiscovery discovery, Vertx vertx) {
    this.discovery = discovery;
    this.vertx = vertx;
    this.client =
        vertx
            .httpClientBuilder()
            .with(HttpSender.options(config))
            .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
            .build();
  }

  /**
   * Begins a request; to be called on the event loop that its answer is read on.
   *
   * @param headers but for {@code Host}
   */
  public Call start(
      ServerName destination, HttpMethod method, String uri, MultiMap headers, Buffer body) {
    Call call = new Call(new RequestOptions().setMethod(method).setURI(uri), headers, body);
    Future.fromCompletionStage(discovery.resolve(destination), vertx.getOrCreateContext())
        .recover(error -> Future.failedFuture(new HttpSender.DiscoveryFailure(error)))
        .onSuccess(call::found)
        .onFailure(call.answer::tryFail);
    return call;
  }

  @Override
  public void close() {
    client.close();
  }

  /** One request. Lives on one event loop. */
  public final class Call {
    private final RequestOptions options;
    private final MultiMap headers;
    private final Buffer body;
    private final Promise<HttpClientResponse> answer = Promise.promise();
    private HttpClientRequest request;
    private boolean repeated;
    private boolean over;

    private Call(RequestOptions options, MultiMap headers, Buffer body) {
      this.options = options;
      this.headers = headers;
      this.body = body;
    }

    /** The head of the answer, its body to be read at once; fails when there is none. */
    public Future<HttpClientResponse> answer() {
      return answer.future();
    }

    /** Nobody waits for it any more. */
    public void abandon() {
      over = true;
      answer.tryFail("abandoned");
      if (request != null) {
        request.reset();
      }
    }

    private void found(Resolved server) {
      connect(server, 0);
    }

    private void connect(Resolved server, int candidate) {
      if (over) {
        return;
      }
      InetSocketAddress address = server.candidates().get(candidate);
      String ip = address.getAddress().getHostAddress();
      options
          .setServer(SocketAddress.inetSocketAddress(address.getPort(), ip))
          .setHost(server.tlsName())
          .setPort(address.getPort())
          .setFollowRedirects(false)
          .setIdleTimeout(SILENCE_MS);
      client
          .request(options)
          .onSuccess(opened -> send(server, candidate, opened))
          .onFailure(
              error -> {
                int next = candidate + 1;
                if (next < Math.min(server.candidates().size(), MOST_CANDIDATES)) {
                  connect(server, next);
                } else {
                  answer.tryFail(error);
                }
              });
    }

    private void send(Resolved server, int candidate, HttpClientRequest opened) {
      if (over) {
        opened.reset();
        return;
      }
      request = opened;
      opened.headers().addAll(headers);
      opened.putHeader(HttpHeaders.HOST, server.hostHeader());
      boolean bodiless = body.length() == 0 && isBodiless(opened.getMethod());
      Future<HttpClientResponse> sent = bodiless ? opened.send() : opened.send(body);
      sent.onSuccess(answer::tryComplete)
          .onFailure(
              error -> {
                if (repeated || over || FailureKinds.kind(error) != FailureKind.RESET) {
                  answer.tryFail(error);
                } else {
                  // A kept connection may end just when it is used again.
                  repeated = true;
                  connect(server, candidate);
                }
              });
    }
  }

  private static boolean isBodiless(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE);
  }
}
