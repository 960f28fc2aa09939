package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.fanout.federation.lane.Sender;
import dev.burdock.matrix.federation.Resolved;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.id.ServerName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends transactions over HTTPS: finds the server, signs, checks its certificate against its
 * (delegated) name, and reads an answer of bounded length within a bounded time.
 */
public final class HttpSender implements Sender, AutoCloseable {
  private static final int SIGNERS = 2;

  /**
   * Loops that the connections are spread over, for their cryptography. Servers that failed or are
   * new have loops of their own: a handshake with each of them, one after the other, takes long.
   */
  private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final HttpConfig config;
  private final ServerDiscovery discovery;
  private final RequestSigner signer;
  private final Context context;
  private final Way proven;
  private final Way unproven;
  private final AtomicInteger connections = new AtomicInteger();

  public HttpSender(
      HttpConfig config,
      ServerDiscovery discovery,
      RequestSigner signer,
      Vertx vertx,
      Context context) {
    this.config = config;
    this.discovery = discovery;
    this.signer = signer;
    this.context = context;
    this.proven = new Way(client(vertx, LOOPS), signers(vertx, "proven", SIGNERS));
    this.unproven = new Way(client(vertx, LOOPS / 2), signers(vertx, "unproven", 1));
  }

  /** What transactions of one kind need and wait for, those of the other do not. */
  private record Way(HttpClientAgent client, WorkerExecutor signers) {
    void close() {
      client.close();
      signers.close();
    }
  }

  private static WorkerExecutor signers(Vertx vertx, String kind, int threads) {
    return vertx.createSharedWorkerExecutor("burdock-federation-sign-" + kind, threads);
  }

  private HttpClientAgent client(Vertx vertx, int loops) {
    return vertx
        .httpClientBuilder()
        .with(options(config))
        .with(new PoolOptions().setHttp1MaxSize(2).setEventLoopSize(loops))
        .withConnectHandler(
            connection -> {
              connections.incrementAndGet();
              connection.closeHandler(closed -> connections.decrementAndGet());
            })
        .build();
  }

  static HttpClientOptions options(HttpConfig config) {
    HttpClientOptions options = new HttpClientOptions();
    config.localAddress().ifPresent(options::setLocalAddress);
    return options
        .setSsl(true)
        .setTrustOptions(TrustOptions.wrap(config.authorities()))
        .setVerifyHost(true)
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setConnectTimeout((int) config.connect().toMillis())
        .setSslHandshakeTimeout(config.connect().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setKeepAliveTimeout((int) Math.max(1, config.keepAlive().toSeconds()));
  }

  @Override
  public CompletionStage<Attempt> send(Transaction transaction, boolean proven) {
    CompletableFuture<Attempt> result = new CompletableFuture<>();
    Way way = proven ? this.proven : this.unproven;
    context.runOnContext(run -> start(transaction, way, result));
    return result;
  }

  @Override
  public void close() {
    proven.close();
    unproven.close();
  }

  private void start(Transaction transaction, Way way, CompletableFuture<Attempt> result) {
    Exchange exchange =
        new Exchange(context, config, way.client(), this::tooManyConnections, result);
    Future<Resolved> server =
        Future.fromCompletionStage(
                discovery.resolve(ServerName.parse(transaction.destination())), context)
            .recover(error -> Future.failedFuture(new DiscoveryFailure(error)));
    Future<RequestSigner.Signed> request =
        server.compose(any -> way.signers().executeBlocking(() -> signer.sign(transaction), false));
    request.onSuccess(signed -> exchange.run(server.result(), signed)).onFailure(exchange::fail);
  }

  private boolean tooManyConnections() {
    return connections.get() > config.connections();
  }

  /** The server was not found. */
  static final class DiscoveryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiscoveryFailure(Throwable cause) {
      super(cause.getMessage(), cause);
    }

    FailureKind kind() {
      return FailureKind.DISCOVERY;
    }
  }
}
