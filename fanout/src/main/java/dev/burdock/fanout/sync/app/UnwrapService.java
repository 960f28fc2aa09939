package dev.burdock.fanout.sync.app;

import dev.burdock.fanout.sync.config.UnwrapConfig;
import dev.burdock.fanout.sync.gateway.GatewayRoutes;
import dev.burdock.fanout.sync.gateway.UnwrapRoutes;
import dev.burdock.fanout.sync.gateway.Upstream;
import dev.burdock.fanout.sync.http.SyncServer;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code sync} for leaving Burdock: needs a homeserver and nothing else. */
public final class UnwrapService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnwrapService.class);

  private final Upstream upstream;
  private final SyncServer server;

  private UnwrapService(Upstream upstream, SyncServer server) {
    this.upstream = upstream;
    this.server = server;
  }

  /**
   * Starts it; returns when it serves.
   *
   * @throws IllegalStateException when its port cannot be bound
   */
  public static UnwrapService start(UnwrapConfig config, Vertx vertx, MeterRegistry meters) {
    Listener listener = new Listener("sync", config.listener(), meters);
    BodyBudget bodies = listener.bodies(config.waiting().bodyBytes(), GatewayRoutes.MAX_BODY_BYTES);
    int connections = config.waiting().all();
    Upstream upstream =
        new Upstream(
            vertx,
            config.upstream(),
            connections,
            listener.relaying(connections),
            listener.answers(config.waiting().answerBytes()));
    SyncServer server =
        new SyncServer(
            vertx,
            config.host(),
            config.port(),
            false,
            listener,
            () -> new UnwrapRoutes(vertx, upstream, bodies).router());
    UnwrapService service = new UnwrapService(upstream, server);
    try {
      server.start();
    } catch (ExecutionException | TimeoutException e) {
      service.close();
      throw new IllegalStateException("sync: port not bound", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      service.close();
      throw new IllegalStateException("sync: interrupted", e);
    }
    LOG.info("sync: only unwrapping tokens host={} port={}", config.host(), service.port());
    return service;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  public boolean ready() {
    return server.port() > 0;
  }

  @Override
  public void close() {
    server.close();
    upstream.close();
  }
}
