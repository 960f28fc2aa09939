package dev.burdock.http.proxy;

import dev.burdock.http.server.RelayPlaces;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests on to one server as they come, and its answers back, byte for byte and without
 * keeping more than a window of either. Upgrades are not handed on.
 */
public final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  /** The server may think for as long: a first sync takes minutes. */
  private static final long SILENCE_MS = 600_000;

  private static final int FIRST_FINAL = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final HttpClient client;
  private final URI base;
  private final RelayPlaces places;
  private final BiConsumer<HttpServerRequest, Throwable> unreachable;
  private final Handler<HttpServerRequest> full;

  /**
   * A relay.
   *
   * @param base scheme, host and port of the server, and what its paths begin with
   * @param places requests handed on at once
   * @param unreachable answers a request that the server did not
   * @param full answers one for which there is no place; its connection is closed after that
   */
  public Relay(
      HttpClient client,
      URI base,
      RelayPlaces places,
      Handler<HttpServerRequest> unreachable,
      Handler<HttpServerRequest> full) {
    this(client, base, places, (request, failure) -> unreachable.handle(request), full);
  }

  /**
   * The same.
   *
   * @param unreachable is told the reason too
   */
  public Relay(
      HttpClient client,
      URI base,
      RelayPlaces places,
      BiConsumer<HttpServerRequest, Throwable> unreachable,
      Handler<HttpServerRequest> full) {
    this.client = client;
    this.base = base;
    this.places = places;
    this.unreachable = unreachable;
    this.full = full;
  }

  /** Hands a request on, as it came. */
  public Future<Integer> handle(HttpServerRequest request) {
    return handle(request, request.uri(), request);
  }

  /**
   * Hands a request on.
   *
   * @param uri path and query to ask for
   * @param body the request's, or what reads it on the way
   * @return the status of the answer once its head is there
   */
  public Future<Integer> handle(HttpServerRequest request, String uri, ReadStream<Buffer> body) {
    Optional<Runnable> place = places.take(request);
    if (place.isEmpty()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      full.handle(request);
      return Future.failedFuture("too many requests of its address");
    }
    request.response().endHandler(ended -> place.get().run());
    request.response().closeHandler(gone -> place.get().run());
    request.pause();
    return client
        .request(options(request.method(), uri))
        .compose(asked -> exchange(request, asked, body, place.get()))
        .onFailure(
            failure -> {
              request.resume();
              if (!request.response().headWritten()) {
                unreachable.accept(request, failure);
              }
            });
  }

  private RequestOptions options(HttpMethod method, String uri) {
    boolean tls = "https".equals(base.getScheme());
    return new RequestOptions()
        .setMethod(method)
        .setHost(base.getHost())
        .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
        .setSsl(tls)
        .setURI((base.getRawPath() == null ? "" : base.getRawPath()) + uri)
        .setIdleTimeout(SILENCE_MS);
  }

  private Future<Integer> exchange(
      HttpServerRequest request, HttpClientRequest asked, ReadStream<Buffer> body, Runnable place) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      asked.reset();
      return Future.failedFuture("the client is gone");
    }
    asked.exceptionHandler(gone -> LOG.debug("relay: request ended", gone));
    response.exceptionHandler(gone -> asked.reset());
    response.closeHandler(
        gone -> {
          place.run();
          asked.reset();
        });
    asked.headers().addAll(Forwarding.headers(request, places.clients()));
    if (request.authority() != null) {
      asked.authority(request.authority());
    }
    send(request, asked, body);
    return asked
        .response()
        .compose(
            answer ->
                answer.statusCode() < FIRST_FINAL
                    ? refused(asked, answer)
                    : Future.succeededFuture(answered(request, asked, answer)));
  }

  private static void send(
      HttpServerRequest request, HttpClientRequest asked, ReadStream<Buffer> body) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      request.resume();
      asked.end();
      return;
    }
    if (length == null) {
      asked.setChunked(true);
    } else {
      asked.putHeader(HttpHeaders.CONTENT_LENGTH, length);
    }
    body.pipe().endOnFailure(false).to(asked).onFailure(broken -> asked.reset());
  }

  /** What comes behind such an answer is another protocol, which was not asked for. */
  private static Future<Integer> refused(HttpClientRequest asked, HttpClientResponse answer) {
    listenOn(answer);
    asked.reset();
    return Future.failedFuture("answer of status " + answer.statusCode());
  }

  /** Whoever ends an exchange is told so by it; nobody else would listen. */
  private static void listenOn(HttpClientResponse answer) {
    answer.exceptionHandler(gone -> LOG.debug("relay: answer ended", gone));
  }

  private static int answered(
      HttpServerRequest request, HttpClientRequest asked, HttpClientResponse answer) {
    HttpServerResponse response = request.response();
    int status = answer.statusCode();
    if (response.ended() || response.closed()) {
      listenOn(answer);
      asked.reset();
      return status;
    }
    response.setStatusCode(status).setStatusMessage(answer.statusMessage());
    MultiMap headers = response.headers();
    EndToEnd.of(answer.headers())
        .forEach(header -> headers.add(header.getKey(), header.getValue()));
    String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean chunked = answer.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    if (length != null && !chunked) {
      headers.set(HttpHeaders.CONTENT_LENGTH, length);
    }
    if (HttpMethod.HEAD.equals(request.method())
        || status == NO_CONTENT
        || status == NOT_MODIFIED) {
      response.end();
      return status;
    }
    response.setChunked(length == null || chunked);
    answer
        .pipe()
        .endOnFailure(false)
        .to(response)
        .onFailure(
            broken -> {
              listenOn(answer);
              response.reset();
            });
    return status;
  }
}
