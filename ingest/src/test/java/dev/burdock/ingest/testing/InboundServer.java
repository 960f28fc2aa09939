package dev.burdock.ingest.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.proxy.Relay;
import dev.burdock.http.server.Listener;
import dev.burdock.ingest.domain.Classifier;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.http.Fallback;
import dev.burdock.ingest.http.InboundRoutes;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.inbound.StickyPdus;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.keys.KeyRing;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.ingest.room.Introductions;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.room.LocalUsers;
import dev.burdock.ingest.room.RoomRecords;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Inbound federation over real HTTP before a homeserver that a test plays. */
public final class InboundServer implements AutoCloseable {
  public static final String REMOTE = "hs2.example";

  /** What the names of servers begin with that never answer. */
  public static final String SILENT = "silent";

  public static final String BOB = "@bob:hs2.example";
  public static final SigningKey REMOTE_KEY = SigningKey.generate("two", new Random(2));
  public static final long NOW = Events.SENT_TS + 1_000;
  private static final ServerName OURS = ServerName.parse(Events.OURS);

  /** What reached the homeserver, as {@code METHOD uri authorization body}. */
  public final List<String> forwarded = new CopyOnWriteArrayList<>();

  public final MockProducer<String, byte[]> producer;
  public final KnownRooms known = new KnownRooms(1_000);
  public final MovableClock clock = new MovableClock(NOW);
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  /**
   * @param autoComplete whether Kafka acknowledges at once, or when the test says so
   * @param recording whether sticky PDUs are recorded on the homeserver's answer
   * @param homeserver answers the body of a request that was handed on
   */
  public InboundServer(
      boolean autoComplete,
      boolean recording,
      int maxTransactions,
      BiConsumer<HttpServerResponse, String> homeserver) {
    producer =
        new MockProducer<>(autoComplete, null, new StringSerializer(), new ByteArraySerializer());
    IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 4);
    Publisher publisher =
        new Publisher(
            () -> producer, new RecordFactory(registry, "test.", 100_000), workers, metrics);
    KeyRing keys = new KeyRing(InboundServer::keys, 100, 10, 10, metrics, clock);
    BatchPreparer preparer =
        new BatchPreparer(
            new Recorder(new Classifier(Set.of(Events.OURS))),
            known,
            new LocalUsers(Set.of()),
            metrics);
    int behind = listen(request -> play(request, homeserver)).actualPort();
    Listener listener =
        new Listener("inbound-federation", ListenerConfig.defaults(), new SimpleMeterRegistry());
    Router router = Router.router(vertx);
    new InboundRoutes(
            new Authenticator(Events.OURS, Set.of(Events.OURS), keys, publisher, workers, clock),
            new OriginSlots(1),
            new Forwarder(
                vertx,
                URI.create("http://127.0.0.1:" + behind),
                10,
                Duration.ofSeconds(5),
                1 << 20),
            recording
                ? Optional.of(
                    new StickyPdus(
                        Set.of(Events.OURS),
                        known,
                        keys,
                        preparer,
                        writer(publisher, metrics),
                        workers,
                        metrics))
                : Optional.empty(),
            new Admission(maxTransactions),
            listener.bodies(1 << 22, 1 << 20),
            listener.bodies(1 << 22, 1 << 20),
            1 << 20,
            listener.clients(),
            Optional.of(
                new Relay(
                    vertx.createHttpClient(),
                    URI.create("http://127.0.0.1:" + behind),
                    listener.relaying(100),
                    InboundRoutes::unreachable,
                    InboundRoutes::tooMany)),
            metrics,
            clock)
        .mount(router);
    Fallback.mount(router);
    server = bound(listener.server(vertx, router));
  }

  private BatchWriter writer(Publisher publisher, IngestMetrics metrics) {
    RoomTurns turns = new RoomTurns();
    return new BatchWriter(
        vertx,
        new Introductions(
            known,
            new LocalUsers(Set.of()),
            (room, users) -> Future.failedFuture("nobody to ask"),
            new RoomRecords(Events.OURS),
            publisher,
            turns,
            metrics,
            clock),
        publisher,
        turns,
        Duration.ofMillis(700));
  }

  private static Future<ServerKeys> keys(ServerName server) {
    if (server.value().startsWith(SILENT)) {
      return Promise.<ServerKeys>promise().future();
    }
    if (!server.value().equals(REMOTE)) {
      return Future.failedFuture("no such server");
    }
    return Future.succeededFuture(
        ServerKeys.parse(
            ServerKeys.response(server, List.of(REMOTE_KEY), NOW + 3_600_000), server));
  }

  private void play(HttpServerRequest request, BiConsumer<HttpServerResponse, String> homeserver) {
    request
        .body()
        .onSuccess(
            body -> {
              forwarded.add(
                  request.method()
                      + " "
                      + request.uri()
                      + " "
                      + request.getHeader("Authorization")
                      + " "
                      + body);
              homeserver.accept(request.response(), body.toString());
            });
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) {
    return bound(vertx.createHttpServer().requestHandler(handler));
  }

  private static HttpServer bound(HttpServer server) {
    return server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  /** A PDU of Bob's, signed by the remote server. */
  public static ObjectNode pdu(RoomVersion version) {
    return Pdus.sticky(version, BOB, REMOTE, REMOTE_KEY);
  }

  /** A transaction of PDUs. */
  public static String body(ObjectNode... pdus) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("origin", REMOTE).put("origin_server_ts", NOW).putArray("edus");
    body.putArray("pdus").addAll(List.of(pdus));
    return body.toString();
  }

  /** A header that signs a request as the remote server. */
  public static String signed(String method, String uri, String body, SigningKey key) {
    ServerName origin = ServerName.parse(REMOTE);
    return body.isEmpty()
        ? XMatrix.sign(method, uri, origin, OURS, key).header()
        : XMatrix.sign(method, uri, origin, OURS, CanonicalJson.parse(Events.utf8(body)), key)
            .header();
  }

  /** Sends a transaction as the remote server. */
  public CompletableFuture<HttpResponse<String>> send(String txnId, String body) {
    String uri = "/_matrix/federation/v1/send/" + txnId;
    return send(
        request(uri)
            .header("Authorization", signed("PUT", uri, body, REMOTE_KEY))
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A request to a path of this server. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(10));
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
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
