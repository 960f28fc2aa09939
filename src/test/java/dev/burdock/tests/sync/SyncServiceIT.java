package dev.burdock.tests.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.fanout.sync.app.SyncService;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.Broker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sync role on a real broker")
public class SyncServiceIT {
  private final Vertx vertx = Vertx.vertx();
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private KafkaConfig kafkaConfig;
  private OneRoom room;

  @BeforeEach
  void startBroker() throws Exception {
    kafkaConfig = Broker.withTopics(OneRoom.PARTITIONS);
    room = new OneRoom(kafkaConfig, registry, vertx);
  }

  @AfterEach
  void stop() {
    room.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("R10 R11 R13 pages go on at another process, and after a restart")
  void aTokenOutlivesTheProcessThatGaveIt() {
    for (int offset = 10; offset < 17; offset++) {
      room.deliver(offset, null);
    }
    List<String> all = new ArrayList<>();
    String since;
    try (SyncService first = start("3", "0")) {
      JsonNode page = sync(first, "");
      all.addAll(events(page));
      since = page.path("next_batch").asText();
    }
    try (SyncService second = start("3", "1000000")) {
      for (int size : new int[] {3, 1}) {
        JsonNode page = sync(second, "timeout=30000&since=" + since);
        assertThat(events(page)).hasSize(size);
        all.addAll(events(page));
        since = page.path("next_batch").asText();
      }
      room.deliver(17, null);
      all.addAll(events(sync(second, "timeout=30000&since=" + since)));
    }

    assertThat(all).containsExactly("$10", "$11", "$12", "$13", "$14", "$15", "$16", "$17");
  }

  @Test
  @DisplayName("R20 a client that waits gets a burst whole")
  void aBurstBecomesVisibleWhole() {
    try (SyncService service = start("100", "1000000")) {
      assertThat(service.ready()).isTrue();
      String since = sync(service, "").path("next_batch").asText();
      CompletableFuture<HttpResponse<String>> waiting =
          client.sendAsync(
              request(service, "timeout=30000&since=" + since), BodyHandlers.ofString());

      room.deliver(20, new Burst("txn", 0, 3));
      room.deliver(21, new Burst("txn", 1, 3));
      room.deliver(22, new Burst("txn", 2, 3));

      assertThat(events(json(waiting.join()))).containsExactly("$20", "$21", "$22");
    }
  }

  @Test
  @DisplayName("R11 a token of a topic that was created anew gives everything unexpired")
  void aTokenOfAnotherTopicGivesEverything() throws Exception {
    String since;
    try (SyncService service = start("100", "1000000")) {
      since = sync(service, "").path("next_batch").asText();
    }
    try (Admin admin = Admin.create(kafkaConfig.clientProperties(Map.of()))) {
      List<String> topics = List.of(Topic.ROOM_EVENTS.name(kafkaConfig.topicPrefix()));
      admin.deleteTopics(topics).all().get();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !admin.listTopics().names().get().containsAll(topics));
    }
    Broker.ensureTopics(kafkaConfig);
    room.deliver(1, null);

    try (SyncService service = start("100", "1000000")) {
      assertThat(events(sync(service, "since=" + since))).containsExactly("$1");
    }
  }

  private SyncService start(String limit, String cacheBytes) {
    SyncConfig config =
        SyncConfig.from(
            Settings.of(
                Map.of(
                    "burdock.internal.secret",
                    "between-us",
                    "burdock.sync.port",
                    "0",
                    "burdock.sync.limit",
                    limit,
                    "burdock.sync.cache-bytes",
                    cacheBytes,
                    "burdock.sync.room-reads",
                    room.url(),
                    "burdock.sync.burst-wait-ms",
                    "30000",
                    "burdock.sync.token.secret",
                    OneRoom.MEMBER)));
    return SyncService.start(
        config, kafkaConfig, registry, vertx, new SimpleMeterRegistry(), Clock.systemUTC());
  }

  private JsonNode sync(SyncService service, String query) {
    return json(client.sendAsync(request(service, query), BodyHandlers.ofString()).join());
  }

  private static HttpRequest request(SyncService service, String query) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + service.port() + "/_matrix/client/v3/sync?" + query))
        .header("Authorization", "Bearer secret")
        .build();
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  private static List<String> events(JsonNode body) {
    return body.path("rooms")
        .path("join")
        .path(OneRoom.ROOM)
        .path("msc4354_sticky")
        .path("events")
        .findValuesAsText("event_id");
  }
}
