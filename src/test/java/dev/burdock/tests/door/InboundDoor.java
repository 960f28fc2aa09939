package dev.burdock.tests.door;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.proxy.Relay;
import dev.burdock.http.server.Listener;
import dev.burdock.ingest.http.Fallback;
import dev.burdock.ingest.http.InboundRoutes;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.keys.KeyRing;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.registry.InMemoryRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Inbound federation of {@code hs1.example}, to which no other server's keys are known: one says
 * that at once, {@code silent.example} never answers.
 */
final class InboundDoor extends Door {
  static final String OURS = "hs1.example";
  static final int MAX_BODY = 1 << 20;
  private static final int MAX_BODIES = 4 << 20;

  private final HttpServer server;

  InboundDoor(Map<String, String> settings) throws Exception {
    IngestMetrics metrics = new IngestMetrics(meters);
    Clock clock = Clock.systemUTC();
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("door", 2);
    Publisher publisher =
        new Publisher(
            () -> new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()),
            new RecordFactory(new InMemoryRegistry(), "test.", 100_000),
            workers,
            metrics);
    KeyRing keys = new KeyRing(InboundDoor::keys, 100, 10, 10, metrics, clock);
    Listener listener = new Listener("inbound", ListenerConfig.from(Settings.of(settings)), meters);
    Router router = Router.router(vertx);
    new InboundRoutes(
            new Authenticator(OURS, Set.of(OURS), keys, publisher, workers, clock),
            new OriginSlots(2),
            new Forwarder(vertx, homeserver.url(), 10, Duration.ofSeconds(5), 1 << 20),
            Optional.empty(),
            new Admission(4),
            listener.bodies(MAX_BODIES, MAX_BODY),
            listener.bodies(MAX_BODIES, MAX_BODY),
            MAX_BODY,
            listener.clients(),
            Optional.of(
                new Relay(
                    vertx.createHttpClient(),
                    homeserver.url(),
                    listener.relaying(400),
                    InboundRoutes::unreachable,
                    InboundRoutes::tooMany)),
            metrics,
            clock)
        .mount(router);
    Fallback.mount(router);
    server = await(listener.server(vertx, router).listen(0, "127.0.0.1"));
  }

  private static Future<ServerKeys> keys(ServerName server) {
    return server.value().equals("silent.example")
        ? Promise.<ServerKeys>promise().future()
        : Future.failedFuture("no such server");
  }

  @Override
  String path() {
    return "/_matrix/federation/v1/x";
  }

  @Override
  int port() {
    return server.actualPort();
  }
}
