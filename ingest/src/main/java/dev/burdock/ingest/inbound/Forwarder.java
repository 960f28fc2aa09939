package dev.burdock.ingest.inbound;

import dev.burdock.http.client.BoundedBody;
import dev.burdock.http.proxy.EndToEnd;
import dev.burdock.ingest.homeserver.OnContext;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
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
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Hands requests on to the homeserver, unchanged, and brings its answers back. */
public final class Forwarder implements AutoCloseable {
  private final Vertx vertx;
  private final HttpClient client;
  private final URI base;
  private final Duration timeout;
  private final int maxAnswerBytes;

  /**
   * @param base where the homeserver takes federation requests
   * @param connections most connections to it
   * @param maxAnswerBytes largest body of an answer
   */
  public Forwarder(Vertx vertx, URI base, int connections, Duration timeout, int maxAnswerBytes) {
    this.vertx = vertx;
    this.base = base;
    this.timeout = timeout;
    this.maxAnswerBytes = maxAnswerBytes;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /**
   * Sends a request with its body.
   *
   * @param uri path and query, as they came
   * @param headers end to end
   * @return fails when the homeserver did not answer in time
   */
  public Future<FederationResponse> send(
      HttpMethod method, String uri, MultiMap headers, Buffer body) {
    boolean tls = base.getScheme().equals("https");
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(base.getHost())
            .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
            .setSsl(tls)
            .setURI(base.getRawPath() + uri)
            .setTimeout(timeout.toMillis())
            .setHeaders(headers.remove("Accept-Encoding"));
    return OnContext.run(vertx, () -> exchange(options, body))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<FederationResponse> exchange(RequestOptions options, Buffer body) {
    return client
        .request(options)
        .compose(request -> request.send(body).compose(response -> read(request, response)));
  }

  private Future<FederationResponse> read(HttpClientRequest request, HttpClientResponse response) {
    return BoundedBody.read(request, response, maxAnswerBytes)
        .map(
            answer ->
                new FederationResponse(
                    response.statusCode(), EndToEnd.of(response.headers()), answer));
  }

  @Override
  public void close() {
    client.close();
  }
}
