package dev.burdock.ingest.homeserver;

import dev.burdock.http.client.BoundedBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the homeserver over HTTP, in bounded time. */
public final class HomeserverClient implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 32;

  private final Vertx vertx;
  private final HttpClient client;
  private final Duration timeout;
  private final int maxAnswerBytes;

  /**
   * @param timeout longest wait for one answer
   * @param maxAnswerBytes largest body of one; it is never inflated
   */
  public HomeserverClient(Vertx vertx, Duration timeout, int maxAnswerBytes) {
    this.vertx = vertx;
    this.timeout = timeout;
    this.maxAnswerBytes = maxAnswerBytes;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  /** An answer of the homeserver, whatever its status. */
  public record Reply(int status, Buffer body) {}

  /**
   * Asks for a path.
   *
   * @param base scheme, host, port, and maybe a path before {@code pathAndQuery}
   * @param pathAndQuery as it is to be sent, encoded
   * @param authorization value of the header
   * @return fails when no answer came in time
   */
  public Future<Reply> get(URI base, String pathAndQuery, String authorization) {
    boolean tls = base.getScheme().equals("https");
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(base.getHost())
            .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
            .setSsl(tls)
            .setURI(base.getRawPath() + pathAndQuery)
            .setTimeout(timeout.toMillis())
            .putHeader("Authorization", authorization)
            .putHeader("Accept", "application/json")
            .putHeader("Accept-Encoding", "identity");
    return OnContext.run(vertx, () -> exchange(options))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Asks for what may not be there.
   *
   * @return empty for a 404; fails with {@link HomeserverException} for another status than 200
   */
  Future<Optional<byte[]>> find(URI base, String pathAndQuery, String authorization) {
    return get(base, pathAndQuery, authorization)
        .map(
            reply ->
                switch (reply.status()) {
                  case 200 -> Optional.of(reply.body().getBytes());
                  case 404 -> Optional.empty();
                  default ->
                      throw new HomeserverException("homeserver: answered " + reply.status());
                });
  }

  private Future<Reply> exchange(RequestOptions options) {
    return client
        .request(options)
        .compose(request -> request.send().compose(response -> read(request, response)));
  }

  private Future<Reply> read(HttpClientRequest request, HttpClientResponse response) {
    return BoundedBody.read(request, response, maxAnswerBytes)
        .map(body -> new Reply(response.statusCode(), body));
  }

  /** A text as one segment of a path, or as a value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
