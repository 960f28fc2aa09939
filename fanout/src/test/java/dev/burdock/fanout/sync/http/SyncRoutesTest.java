package dev.burdock.fanout.sync.http;

import static dev.burdock.fanout.sync.Samples.ALICE;
import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SyncRoutesTest {
  private static final String SYNC = "/_matrix/client/v3/sync";

  private final Vertx vertx = Vertx.vertx();
  private final FakeTopology topology = new FakeTopology();
  private Places places;
  private final HttpClient client = HttpClient.newHttpClient();
  private SyncServer server;

  @BeforeEach
  void listen() throws Exception {
    SyncConfig config =
        SyncConfig.from(
            Settings.of(
                Map.of(
                    "burdock.internal.secret", "x",
                    "burdock.sync.port", "0",
                    "burdock.sync.limit", "3",
                    "burdock.sync.waiting-max", "2",
                    "burdock.sync.token.secret", ALICE)));
    SyncMetrics metrics = new SyncMetrics(new SimpleMeterRegistry());
    Listener listener = new Listener("sync", config.listener(), new SimpleMeterRegistry());
    places = new Places(config.waiting(), listener.clients(), metrics);
    server =
        new SyncServer(
            vertx,
            config,
            listener,
            () ->
                new SyncRoutes(vertx, config, topology.feed, metrics, topology.clock, places)
                    .router());
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("R10 R17 a first sync is answered at once with every unexpired event")
  void aFirstSyncHoldsTheSection() {
    topology.arrive();

    JsonObject body = sync("timeout=30000");

    JsonObject event = events(body).get(0);
    assertThat(event.getString("type")).isEqualTo("m.test");
    assertThat(event.getJsonObject("unsigned").getLong("msc4354_sticky_duration_ttl_ms"))
        .isEqualTo(600_000);
    assertThat(body.getString("next_batch")).isNotEmpty();
  }

  @Test
  @DisplayName("R11 the next sync has nothing of it, the same sync has it again")
  void anAdvancedTokenSeesAnEventOnce() {
    String before = sync("").getString("next_batch");
    topology.arrive();

    JsonObject first = sync("since=" + before);
    JsonObject again = sync("since=" + before);
    JsonObject next = sync("since=" + first.getString("next_batch"));

    assertThat(events(first)).hasSize(1).isEqualTo(events(again));
    assertThat(next.containsKey("rooms")).isFalse();
  }

  @Test
  @DisplayName("R13 while more places the next sync returns at once")
  void pagesFollowAtOnce() {
    for (int n = 0; n < 7; n++) {
      topology.arrive();
    }
    List<JsonObject> all = new ArrayList<>();
    String since = null;
    for (int size : new int[] {3, 3, 1}) {
      JsonObject body = sync(since == null ? "" : "timeout=600000&since=" + since);
      assertThat(events(body)).hasSize(size);
      all.addAll(events(body));
      since = body.getString("next_batch");
    }

    assertThat(all).doesNotHaveDuplicates();
    assertThat(sync("since=" + since).containsKey("rooms")).isFalse();
  }

  @Test
  void aSyncThatWaitsIsAnsweredByTheNextEvent() {
    String since = sync("").getString("next_batch");
    CompletableFuture<HttpResponse<String>> waitingSync =
        client.sendAsync(request(SYNC + "?timeout=30000&since=" + since), BodyHandlers.ofString());
    await().until(() -> places.taken() == 1);
    assertThat(waitingSync).isNotDone();

    topology.arrive();

    assertThat(events(new JsonObject(waitingSync.join().body()))).hasSize(1);
    assertThat(places.taken()).isZero();
  }

  @Test
  void aSyncInVainEndsWhenItsTimeIsOver() {
    String since = sync("").getString("next_batch");

    JsonObject body = sync("timeout=50&since=" + since);

    assertThat(body.containsKey("rooms")).isFalse();
    assertThat(body.getString("next_batch")).isEqualTo(since);
  }

  @Test
  @DisplayName("R15 a user who left sees nothing more")
  void whoLeftSeesNothing() {
    String since = sync("").getString("next_batch");
    topology.leave(ALICE);
    topology.arrive();

    assertThat(sync("since=" + since).containsKey("rooms")).isFalse();
  }

  @Test
  @DisplayName("R11 a token that is none of ours gives everything, and no error")
  void aForeignTokenGivesEverything() {
    topology.arrive();

    assertThat(events(sync("since=s72594_4483_1934"))).hasSize(1);
    assertThat(events(sync("since=b1AAAA"))).hasSize(1);
  }

  @Test
  void aRequestWithoutOrWithAnUnknownTokenIsRefused() {
    HttpRequest without = HttpRequest.newBuilder(uri(SYNC)).build();
    assertThat(error(send(without), 401)).isEqualTo("M_MISSING_TOKEN");

    assertThat(error(send(HttpRequest.newBuilder(uri(SYNC + "?access_token=no")).build()), 401))
        .isEqualTo("M_UNKNOWN_TOKEN");
  }

  @Test
  void theTokenMayComeInTheQueryAndThePathMayBeOld() {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/_matrix/client/r0/sync?access_token=secret")).build();

    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void aBadTimeoutIsRefused() {
    assertThat(error(send(request(SYNC + "?timeout=soon")), 400)).isEqualTo("M_INVALID_PARAM");
    assertThat(error(send(request(SYNC + "?timeout=-1")), 400)).isEqualTo("M_INVALID_PARAM");
  }

  @Test
  void anUnknownPathIsAMatrixError() {
    assertThat(error(send(request("/_matrix/client/v3/nothing")), 404)).isEqualTo("M_UNRECOGNIZED");
  }

  @Test
  void browsersMayAsk() {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(uri(SYNC))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
  }

  @Test
  void oneRequestTooManyIsToldToComeLater() {
    String since = sync("").getString("next_batch");
    HttpRequest request = request(SYNC + "?timeout=30000&since=" + since);
    var first = client.sendAsync(request, BodyHandlers.ofString());
    var second = client.sendAsync(request, BodyHandlers.ofString());
    await().until(() -> places.taken() == 2);

    HttpResponse<String> third = send(request);

    assertThat(error(third, 429)).isEqualTo("M_LIMIT_EXCEEDED");
    assertThat(new JsonObject(third.body()).getLong("retry_after_ms")).isPositive();
    topology.arrive();
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(second.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatGoesAwayFreesItsPlace() {
    String since = sync("").getString("next_batch");
    HttpClient impatient = HttpClient.newHttpClient();
    var aborted =
        impatient.sendAsync(
            request(SYNC + "?timeout=30000&since=" + since), BodyHandlers.ofString());
    await().until(() -> places.taken() == 1);

    aborted.cancel(true);

    await().until(() -> places.taken() == 0);
  }

  @Test
  void roomsThatCannotBeReadMakeTheAnswerUnavailable() {
    topology.down = true;

    HttpResponse<String> response = send(request(SYNC));

    assertThat(error(response, 503)).isEqualTo("M_UNKNOWN");
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    topology.down = false;
    assertThat(send(request(SYNC)).statusCode()).isEqualTo(200);
  }

  private JsonObject sync(String query) {
    HttpResponse<String> response = send(request(SYNC + "?" + query));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static List<JsonObject> events(JsonObject body) {
    return body
        .getJsonObject("rooms")
        .getJsonObject("join")
        .getJsonObject(ROOM)
        .getJsonObject("msc4354_sticky")
        .getJsonArray("events")
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static String error(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("error")).isNotEmpty();
    return body.getString("errcode");
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer secret").build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> send(HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofString()).join();
  }
}
