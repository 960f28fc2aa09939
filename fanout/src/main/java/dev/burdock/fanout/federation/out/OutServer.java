package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.config.OutConfig;
import dev.burdock.http.domain.TargetForm;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the way out, on several event loops. It takes connections before the role can
 * serve them: who is refused one takes that for the destination's failure.
 */
public final class OutServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutServer.class);
  private static final int MAX_LOOPS = 8;
  private static final long DEADLINE_SECONDS = 10;
  private static final long AGAIN_MS = 20;

  /** A negative port is any free one, the same for all listeners that name the same number. */
  private static final AtomicInteger ANY_PORT = new AtomicInteger(-8485);

  private final Vertx vertx;
  private final OutConfig config;
  private final Listener listener;
  private final BodyBudget bodies;
  private volatile WayOut way;
  private volatile int port;
  private String deployment;

  public OutServer(OutConfig config, Vertx vertx, MeterRegistry meters) {
    this.vertx = vertx;
    this.config = config;
    this.listener =
        new Listener("out", config.listener(), meters, TargetForm.absolute(OutTarget.SCHEME));
    this.bodies = listener.bodies(config.bodyBytes(), OutConfig.MAX_BODY);
  }

  /**
   * Begins to listen; what comes waits for {@link #serve}.
   *
   * @throws IllegalStateException when it cannot
   */
  public void bind() {
    int wanted = config.port() == 0 ? ANY_PORT.getAndDecrement() : config.port();
    Supplier<Deployable> listeners = () -> new Share(wanted);
    int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    deployment =
        await(
            vertx.deployVerticle(listeners, new DeploymentOptions().setInstances(loops)),
            DEADLINE_SECONDS * 1_000);
  }

  /** The bound port. */
  public int port() {
    return port;
  }

  /** What the way takes may go on from now on. */
  public void serve(WayOut next) {
    way = next;
  }

  OutBodies bodies() {
    return new OutBodies(vertx, bodies);
  }

  /** Takes no more connections, and waits a bounded time for what is under way. */
  @Override
  public void close() {
    if (deployment != null) {
      try {
        await(vertx.undeploy(deployment), config.drain().toMillis() + DEADLINE_SECONDS * 1_000);
      } catch (IllegalStateException e) {
        LOG.warn("way_out_not_closed error={}", e.toString());
      }
      deployment = null;
    }
  }

  private void handle(HttpServerRequest request) {
    WayOut now = way;
    if (now != null) {
      now.handle(request);
    } else {
      request.pause();
      vertx.setTimer(AGAIN_MS, id -> handle(request));
    }
  }

  private static <T> T await(Future<T> future, long millis) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("way out: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("way out: not within " + millis + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("way out: interrupted", e);
    }
  }

  /** One event loop's share of the listener. */
  private final class Share extends VerticleBase {
    private final int wanted;
    private HttpServer server;

    Share(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public Future<?> start() {
      server = listener.server(vertx, OutServer.this::handle);
      return server.listen(wanted, config.host()).onSuccess(bound -> port = bound.actualPort());
    }

    @Override
    public Future<?> stop() {
      return server.shutdown(config.drain().toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
