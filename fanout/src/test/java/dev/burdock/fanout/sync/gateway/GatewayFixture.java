package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.http.FakeTopology;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.SyncServer;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import dev.burdock.schemas.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A gateway between a fake homeserver and a client. */
abstract class GatewayFixture {
  static final String SYNC = "/_matrix/client/v3/sync";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final Vertx vertx = Vertx.vertx();
  final FakeTopology topology = new FakeTopology();
  final FakeHomeserver homeserver = new FakeHomeserver(vertx);
  final HttpClient client = HttpClient.newHttpClient();
  Places places;
  private Upstream upstream;
  private HandOver handOver;
  private SyncServer server;

  @BeforeAll
  static void bePatient() {
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  @BeforeEach
  void listen() throws Exception {
    SyncConfig config =
        SyncConfig.from(
            Settings.of(
                    Map.of(
                        "burdock.internal.secret", "x",
                        "burdock.sync.port", "0",
                        "burdock.sync.limit", "3",
                        "burdock.sync.homeserver-lag-ms", "1000",
                        "burdock.sync.homeserver-spare-ms", "5000",
                        "burdock.sync.hand-over-ms", "0",
                        "burdock.sync.ingest", homeserver.url().toString(),
                        "burdock.sync.names", names(),
                        "burdock.sync.upstream", homeserver.url().toString()))
                .with(settings()));
    Listener listener = new Listener("sync", config.listener(), new SimpleMeterRegistry());
    SyncMetrics metrics = new SyncMetrics(new SimpleMeterRegistry());
    places = new Places(config.waiting(), listener.clients(), metrics);
    BodyBudget bodies = listener.bodies(config.waiting().bodyBytes(), 1 << 20);
    upstream =
        new Upstream(
            vertx,
            homeserver.url(),
            100,
            listener.relaying(100),
            listener.answers(config.waiting().answerBytes()));
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), Ticker.systemTicker());
    handOver = new HandOver(vertx, config.handOver(), "x", topology.feed, metrics, topology.clock);
    server =
        new SyncServer(
            vertx,
            config,
            listener,
            () ->
                new GatewayRoutes(
                        vertx,
                        config,
                        topology.feed,
                        upstream,
                        accounts,
                        metrics,
                        topology.clock,
                        places,
                        bodies,
                        handOver)
                    .router());
    server.start();
  }

  /** What a test configures besides. */
  Map<String, String> settings() {
    return Map.of();
  }

  /** The names that the gateway writes. */
  String names() {
    return "unstable";
  }

  @AfterEach
  void close() {
    server.close();
    handOver.close();
    upstream.close();
    homeserver.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer secret");
  }

  HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> send(HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofString()).join();
  }

  JsonObject json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  JsonObject sync(String query) {
    return json(get(SYNC + "?" + query));
  }

  static List<String> stickyIds(JsonObject body) {
    JsonObject join = body.getJsonObject("rooms", new JsonObject()).getJsonObject("join");
    JsonObject room = join == null ? null : join.getJsonObject(FakeTopology.ROOM);
    return room == null || !room.containsKey("msc4354_sticky")
        ? List.of()
        : ids(room.getJsonObject("msc4354_sticky"));
  }

  static List<String> ids(JsonObject section) {
    return section.getJsonArray("events").stream()
        .map(event -> ((JsonObject) event).getString("event_id"))
        .toList();
  }
}
