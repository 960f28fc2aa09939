package dev.burdock.ingest.testing;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.server.Listener;
import dev.burdock.ingest.config.FeedsConfig;
import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.domain.Classifier;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.http.Fallback;
import dev.burdock.ingest.http.FeedRoutes;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.ingest.room.Introductions;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.room.LocalUsers;
import dev.burdock.ingest.room.RoomReader;
import dev.burdock.ingest.room.RoomRecords;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The feeds over real HTTP, with a producer that a test holds in its hand. */
public final class FeedServer implements AutoCloseable {
  public static final String HS_TOKEN = "hs-secret";
  public static final String NATIVE_TOKEN = "native-secret";
  public static final String INTERNAL_SECRET = "internal-secret";
  public static final int MAX_BODY = 1 << 17;
  public static final int MAX_EVENT = 1 << 16;
  public static final long NOW = 1_700_000_001_000L;
  public static final Duration TIMEOUT = Duration.ofMillis(700);

  public final MockProducer<String, byte[]> producer;
  public final KnownRooms known = new KnownRooms(1_000);
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  /**
   * @param autoComplete whether Kafka acknowledges at once, or when the test says so
   * @param reader what the homeserver says of rooms
   */
  public FeedServer(boolean autoComplete, int maxRequests, RoomReader reader) {
    producer =
        new MockProducer<>(autoComplete, null, new StringSerializer(), new ByteArraySerializer());
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 4);
    Publisher publisher =
        new Publisher(
            () -> producer, new RecordFactory(registry, "test.", MAX_EVENT), workers, metrics);
    RoomTurns turns = new RoomTurns();
    LocalUsers localUsers = new LocalUsers(Set.of(Events.OURS));
    Introductions introductions =
        new Introductions(
            known,
            localUsers,
            reader,
            new RoomRecords(Events.OURS),
            publisher,
            turns,
            metrics,
            clock);
    Router router = Router.router(vertx);
    Listener listener = new Listener("feeds", ListenerConfig.defaults(), new SimpleMeterRegistry());
    new FeedRoutes(
            new FeedsConfig(
                new Token(HS_TOKEN),
                new Token(NATIVE_TOKEN),
                new Token(INTERNAL_SECRET),
                MAX_BODY,
                MAX_EVENT,
                maxRequests,
                1 << 20),
            Events.OURS,
            Set.of(Events.OURS),
            new BatchPreparer(
                new Recorder(new Classifier(Set.of(Events.OURS))), known, localUsers, metrics),
            new BatchWriter(vertx, introductions, publisher, turns, TIMEOUT),
            new Admission(maxRequests),
            listener.bodies(1 << 20, 1 << 20),
            workers,
            metrics,
            clock)
        .mount(router);
    Fallback.mount(router);
    server =
        listener
            .server(vertx, router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** A request to a path of this server. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(10));
  }

  /** Sends an application-service transaction with the right token. */
  public CompletableFuture<HttpResponse<String>> transaction(String txnId, String body) {
    return send(
        request("/_matrix/app/v1/transactions/" + txnId)
            .header("Authorization", "Bearer " + HS_TOKEN)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a native batch with the right token. */
  public CompletableFuture<HttpResponse<String>> batch(String body) {
    return send(
        request("/_burdock/v1/events")
            .header("Authorization", "Bearer " + NATIVE_TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Hands over what was met in sections of the homeserver, with the right secret. */
  public CompletableFuture<HttpResponse<String>> section(String body) {
    return send(
        request("/_burdock/v1/section")
            .header("Authorization", "Bearer " + INTERNAL_SECRET)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a request. */
  public CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What was sent to Kafka for {@code room-events}, read back. */
  public List<RoomEvent> roomEvents() {
    AvroCodec<RoomEvent> codec = new AvroCodec<>(registry, RoomEvent.class);
    return records("test.room-events").stream().map(sent -> codec.decode(sent.value())).toList();
  }

  /** What was sent to Kafka for a topic. */
  public List<ProducerRecord<String, byte[]>> records(String topic) {
    return producer.history().stream().filter(sent -> sent.topic().equals(topic)).toList();
  }

  @Override
  public void close() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
