package dev.burdock.fanout.sync.gateway;

import dev.burdock.http.client.BoundedBody;
import dev.burdock.http.proxy.Forwarding;
import dev.burdock.http.proxy.Relay;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.RelayPlaces;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/** The homeserver behind the gateway. */
public final class Upstream implements AutoCloseable {
  private static final int CONNECT_MS = 5_000;
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final int MAX_HEADER_BYTES = 64 << 10;

  /** Time for an answer beyond the wait that was asked for: a first sync may take minutes. */
  private static final long SYNC_SPARE_MS = 600_000;

  /** Silence after which who asks stays unknown, so that the next request asks again. */
  private static final long LOOKUP_MS = Bounded.WHO_MS;

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final HttpClient client;
  private final URI base;
  private final RelayPlaces places;
  private final BodyBudget answers;
  private final String host;
  private final int port;

  /**
   * A homeserver.
   *
   * @param base its URL, without a path
   * @param connections most at once; every waiting client takes one
   * @param places requests that are handed on at once
   * @param answers in memory
   */
  public Upstream(Vertx vertx, URI base, int connections, RelayPlaces places, BodyBudget answers) {
    this.base = base;
    this.places = places;
    this.answers = answers;
    boolean https = "https".equals(base.getScheme());
    this.host = base.getHost();
    this.port = base.getPort() >= 0 ? base.getPort() : https ? HTTPS : HTTP;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(https)
                .setConnectTimeout(CONNECT_MS)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES),
            new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections));
  }

  /**
   * Hands requests on as they come.
   *
   * @param unreachable answers a request that the homeserver did not
   * @param full answers one for which there is no place
   */
  Relay relay(
      BiConsumer<HttpServerRequest, Throwable> unreachable, Handler<HttpServerRequest> full) {
    return new Relay(client, base, places, unreachable, full);
  }

  /**
   * Sends a client's request on.
   *
   * @param uri path and query to send instead of the client's
   * @param body to send; empty for none
   * @param timeoutMs how long the homeserver was asked to wait
   * @param room for the answer
   */
  UpstreamRequest send(
      HttpServerRequest like, String uri, Buffer body, long timeoutMs, BodyBudget.Share room) {
    return new UpstreamRequest(
        client.request(options(like.method(), uri, timeoutMs + SYNC_SPARE_MS)),
        request -> {
          copy(like, request);
          return answer(request, body, UpstreamResponse.MAX_BYTES, room::grow);
        });
  }

  /** The room of the answers to one request, until that has ended. */
  BodyBudget.Share room(RoutingContext ctx) {
    BodyBudget.Share room = answers.share(ctx.request());
    ctx.addEndHandler(ended -> room.give());
    return room;
  }

  /** Asks something for a user. */
  Future<UpstreamResponse> get(String uri, String accessToken) {
    return client
        .request(options(HttpMethod.GET, uri, LOOKUP_MS))
        .compose(
            request -> {
              request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken);
              return answer(request, Buffer.buffer(), UpstreamResponse.SMALL_BYTES, more -> true);
            });
  }

  @Override
  public void close() {
    client.close();
  }

  private RequestOptions options(HttpMethod method, String uri, long idleMs) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(host)
        .setPort(port)
        .setURI(uri)
        .setIdleTimeout(idleMs);
  }

  private static Future<UpstreamResponse> answer(
      HttpClientRequest request, Buffer body, int maxBytes, LongPredicate room) {
    Future<HttpClientResponse> sent =
        body.length() == 0 && request.getMethod().equals(HttpMethod.GET)
            ? request.send()
            : request.send(body);
    return sent.compose(
        response ->
            BoundedBody.read(request, response, maxBytes, room)
                .map(
                    bytes ->
                        new UpstreamResponse(
                            response.statusCode(),
                            response.statusMessage(),
                            response.headers(),
                            bytes)));
  }

  private void copy(HttpServerRequest like, HttpClientRequest request) {
    MultiMap headers = request.headers().addAll(Forwarding.headers(like, places.clients()));
    if (like.authority() != null) {
      request.authority(like.authority());
    }
    String encodings = like.getHeader(HttpHeaders.ACCEPT_ENCODING);
    if (encodings != null) {
      boolean gzip = encodings.toLowerCase(Locale.ROOT).contains("gzip");
      headers.set(HttpHeaders.ACCEPT_ENCODING, gzip ? "gzip" : "identity");
    }
  }
}
