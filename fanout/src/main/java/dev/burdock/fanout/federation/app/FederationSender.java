package dev.burdock.fanout.federation.app;

import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.http.HttpSender;
import dev.burdock.fanout.federation.http.RequestSigner;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The role that pushes our own sticky events to remote servers. */
public final class FederationSender implements AutoCloseable {
  private static final long TICK_MS = 50;

  private final Vertx vertx;
  private final long ticker;
  private final FederationWorker worker;
  private final HttpSender sender;
  private final Discovery discovery;
  private final Optional<WayOutService> wayOut;

  private FederationSender(
      Vertx vertx,
      long ticker,
      FederationWorker worker,
      HttpSender sender,
      Discovery discovery,
      Optional<WayOutService> wayOut) {
    this.vertx = vertx;
    this.ticker = ticker;
    this.worker = worker;
    this.sender = sender;
    this.discovery = discovery;
    this.wayOut = wayOut;
  }

  /**
   * Starts the role; returns when it has its share of the destinations.
   *
   * @throws IllegalStateException when it cannot, saying why
   */
  public static FederationSender start(
      FederationConfig config,
      ServersConfig servers,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Vertx vertx,
      MeterRegistry meters,
      Clock clock,
      RandomGenerator random) {
    Map<String, SigningKey> keys = SigningKeys.read(servers);
    Context engine = Engine.context(vertx);
    Discovery discovery =
        new Discovery(config.http(), config.lanes().unprovenInFlight(), clock, random);
    HttpSender sender =
        new HttpSender(config.http(), discovery.servers(), new RequestSigner(keys), vertx, engine);
    FederationMetrics metrics = new FederationMetrics(meters);
    Executor lanes = command -> engine.runOnContext(run -> command.run());
    Optional<WayOutService> wayOut =
        config.out().on()
            ? Optional.of(new WayOutService(config, kafka, discovery.servers(), vertx, meters))
            : Optional.empty();
    FederationWorker worker =
        new FederationWorker(
            config,
            List.copyOf(keys.keySet()),
            kafka,
            registry,
            sender,
            lanes,
            metrics,
            clock,
            random,
            wayOut.map(WayOutService::address));
    wayOut.ifPresent(out -> out.serve(worker.guests(), lanes, keys, metrics));
    long ticker = vertx.setPeriodic(TICK_MS, id -> engine.runOnContext(run -> worker.tick()));
    FederationSender role = new FederationSender(vertx, ticker, worker, sender, discovery, wayOut);
    try {
      worker.start();
      return role;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      role.close();
      throw new IllegalStateException("federation: interrupted while starting", e);
    } catch (IllegalStateException e) {
      role.close();
      throw e;
    }
  }

  /** Whether this worker has its share of the destinations and reads for them. */
  public boolean ready() {
    return worker.ready();
  }

  /** Why it will not be ready again; empty while nothing that it needs has ended. */
  public Optional<String> fault() {
    return worker.fault();
  }

  /** Finishes transactions in flight within the hand-over time, starts nothing more, and ends. */
  @Override
  public void close() {
    wayOut.ifPresent(WayOutService::drain);
    worker.close();
    vertx.cancelTimer(ticker);
    sender.close();
    wayOut.ifPresent(WayOutService::close);
    discovery.close();
  }
}
