package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.http.server.Listener;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The listener, on several event loops. */
public final class SyncServer implements AutoCloseable {
  private static final int MAX_LOOPS = 8;
  private static final long DEADLINE_SECONDS = 10;

  /** A negative port is any free one, the same for all listeners that name the same number. */
  private static final AtomicInteger ANY_PORT = new AtomicInteger(-8481);

  private final Vertx vertx;
  private final String host;
  private final boolean compressing;
  private final Listener listener;
  private final int wanted;
  private final Supplier<Router> routers;
  private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
  private volatile int port;
  private volatile String deployment;

  /**
   * A listener that is not yet bound.
   *
   * @param listener what the servers are made by
   * @param routers called once for each event loop
   */
  public SyncServer(Vertx vertx, SyncConfig config, Listener listener, Supplier<Router> routers) {
    this(vertx, config.host(), config.port(), config.upstream().isEmpty(), listener, routers);
  }

  /**
   * The same.
   *
   * @param compressing compresses answers where the client wants it
   */
  public SyncServer(
      Vertx vertx,
      String host,
      int port,
      boolean compressing,
      Listener listener,
      Supplier<Router> routers) {
    this.vertx = vertx;
    this.host = host;
    this.compressing = compressing;
    this.listener = listener;
    this.routers = routers;
    this.wanted = port == 0 ? ANY_PORT.getAndDecrement() : port;
  }

  /** Binds the port. */
  public void start() throws ExecutionException, TimeoutException, InterruptedException {
    int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    Supplier<Deployable> listeners = Share::new;
    deployment =
        vertx
            .deployVerticle(listeners, new DeploymentOptions().setInstances(loops))
            .toCompletionStage()
            .toCompletableFuture()
            .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** The bound port; 0 when it is not bound. */
  public int port() {
    return port;
  }

  /**
   * Takes no more connections, and ends those that are open once they have their answers.
   *
   * @param timeMs longest wait for that, ms
   */
  public void shutdown(long timeMs) {
    try {
      Future.all(
              servers.stream()
                  .map(server -> server.shutdown(timeMs, TimeUnit.MILLISECONDS))
                  .toList())
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeMs + TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("sync: listener does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (deployment == null) {
      return;
    }
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("sync: listener does not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      port = 0;
      deployment = null;
    }
  }

  /** One event loop's share of the listener. */
  private final class Share extends VerticleBase {
    @Override
    public Future<HttpServer> start() {
      Router router = routers.get();
      HttpServer server =
          compressing ? listener.compressing(vertx, router) : listener.server(vertx, router);
      servers.add(server);
      return server.listen(wanted, host).onSuccess(bound -> port = bound.actualPort());
    }
  }
}
