package dev.burdock.fanout.federation.app;

import dev.burdock.fanout.federation.client.FederationClients;
import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.fanout.federation.kafka.DestinationOwners;
import dev.burdock.fanout.federation.lane.Guests;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.fanout.federation.out.LaneTurns;
import dev.burdock.fanout.federation.out.OutServer;
import dev.burdock.fanout.federation.out.OwnerRelay;
import dev.burdock.fanout.federation.out.WayOut;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.admin.Admin;

/** The way out of one worker: its listener, and what its requests need. */
final class WayOutService implements AutoCloseable {
  private final FederationConfig config;
  private final KafkaConfig kafka;
  private final Vertx vertx;
  private final OutServer server;
  private final RemoteCalls calls;
  private final DestinationOwners owners;
  private final OwnerRelay relay;

  /** Begins to listen. */
  WayOutService(
      FederationConfig config,
      KafkaConfig kafka,
      ServerDiscovery discovery,
      Vertx vertx,
      MeterRegistry meters) {
    this.config = config;
    this.kafka = kafka;
    this.vertx = vertx;
    this.server = new OutServer(config.out(), vertx, meters);
    this.calls = new RemoteCalls(config.http(), discovery, vertx);
    this.owners =
        new DestinationOwners(
            Admin.create(kafka.clientProperties(Map.of())),
            FederationClients.group(kafka),
            Topic.OUTBOUND.name(kafka.topicPrefix()),
            System::nanoTime);
    this.relay = new OwnerRelay(vertx);
    server.bind();
  }

  /** Where other workers reach it. */
  WorkerAddress address() {
    return new WorkerAddress(config.out().reachableHost(), server.port());
  }

  /** Serves from now on, with the turns of a worker's lanes. */
  void serve(
      Guests guests, Executor engine, Map<String, SigningKey> keys, FederationMetrics metrics) {
    server.serve(
        WayOut.of(
            vertx,
            config,
            server,
            new LaneTurns(engine, guests),
            calls,
            owners,
            relay,
            kafka.partitions(),
            address(),
            keys,
            metrics));
  }

  /** Takes no more, and waits for what is under way. */
  void drain() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    calls.close();
    relay.close();
    owners.close();
  }
}
