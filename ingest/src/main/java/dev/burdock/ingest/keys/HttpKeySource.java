package dev.burdock.ingest.keys;

import dev.burdock.http.client.BoundedBody;
import dev.burdock.ingest.homeserver.OnContext;
import dev.burdock.matrix.federation.Resolved;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/**
 * {@code GET /_matrix/key/v2/server} of the server itself, over HTTPS, its certificate checked
 * against its (delegated) name; the answer bounded, and never inflated.
 */
public final class HttpKeySource implements KeySource, AutoCloseable {
  private static final String PATH = "/_matrix/key/v2/server";
  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_CANDIDATES = 4;

  private final Vertx vertx;
  private final ServerDiscovery discovery;
  private final HttpClient client;
  private final AddressPlaces places;
  private final Duration timeout;

  /**
   * @param perAddress how often one address is asked at once
   * @param trust the certificate authorities that servers may have their certificates from
   * @param timeout for everything from discovery to the end of the answer
   */
  public HttpKeySource(
      Vertx vertx,
      ServerDiscovery discovery,
      int perAddress,
      TrustManagerFactory trust,
      Duration timeout) {
    this.vertx = vertx;
    this.discovery = discovery;
    this.places = new AddressPlaces(perAddress);
    this.timeout = timeout;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(TrustOptions.wrap(trust))
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setConnectTimeout((int) timeout.toMillis())
                .setSslHandshakeTimeout(timeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) timeout.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS),
            new PoolOptions().setHttp1MaxSize(1));
  }

  @Override
  public Future<ServerKeys> fetch(ServerName server) {
    return Future.fromCompletionStage(discovery.resolve(server))
        .compose(resolved -> OnContext.run(vertx, () -> ask(resolved)))
        .compose(
            body ->
                vertx.executeBlocking(
                    () -> ServerKeys.parse(CanonicalJson.parse(body.getBytes()), server), false))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    client.close();
  }

  /** Whatever comes of it, its connection ends with it: an answer that drips on is cut off. */
  private Future<Buffer> ask(Resolved server) {
    return connect(server, 0)
        .compose(
            connection ->
                connection
                    .request()
                    .send()
                    .compose(response -> read(connection.request(), response))
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(
                        ended -> {
                          connection.place().run();
                          if (ended.failed()) {
                            var unused = connection.request().reset();
                          }
                        }));
  }

  /** A connection to a server, and the place that it takes at its address. */
  private record Connection(HttpClientRequest request, Runnable place) {}

  private Future<Connection> connect(Resolved server, int candidate) {
    InetSocketAddress address = server.candidates().get(candidate);
    Optional<Runnable> place = places.take(address.getAddress());
    if (place.isEmpty()) {
      return Future.failedFuture(KeysUnavailableException.busy());
    }
    return client
        .request(options(server, address))
        .map(request -> new Connection(request, place.get()))
        .onFailure(error -> place.get().run())
        .recover(
            error ->
                candidate + 1 < Math.min(MAX_CANDIDATES, server.candidates().size())
                    ? connect(server, candidate + 1)
                    : Future.failedFuture(error));
  }

  /** The address is the one that discovery allowed; the name is the one to be certified. */
  private static RequestOptions options(Resolved server, InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setServer(SocketAddress.inetSocketAddress(address.getPort(), ip))
        .setHost(server.tlsName())
        .setPort(address.getPort())
        .setURI(PATH)
        .setFollowRedirects(false)
        .putHeader(HttpHeaders.HOST, server.hostHeader())
        .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader(HttpHeaders.USER_AGENT, "Burdock");
  }

  private static Future<Buffer> read(HttpClientRequest request, HttpClientResponse response) {
    if (response.statusCode() != 200) {
      var unused = request.reset();
      return Future.failedFuture("keys: answered " + response.statusCode());
    }
    return BoundedBody.read(request, response, MAX_BYTES);
  }
}
