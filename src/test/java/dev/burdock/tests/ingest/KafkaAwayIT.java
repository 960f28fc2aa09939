package dev.burdock.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.Broker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Ingest while Kafka goes away and comes back")
public class KafkaAwayIT {
  private static final Duration BOUND = Duration.ofSeconds(2);

  /** A slow machine may be late; a client of Kafka left to itself waits a minute or two. */
  private static final Duration LATENESS = Duration.ofSeconds(15);

  private static final int OK = 200;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedKafka kafka;
  private IngestBench bench;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder, 0);
    KafkaConfig config =
        KafkaConfig.from(
            Settings.of(
                Map.of(
                    KafkaConfig.BOOTSTRAP.name(),
                    kafka.bootstrap(),
                    KafkaConfig.PARTITIONS.name(),
                    Integer.toString(IngestBench.PARTITIONS))));
    Broker.ensureTopics(config);
    bench =
        new IngestBench(
            config,
            "hs1.example",
            Path.of("unused"),
            Map.of(
                "burdock.ingest.port", "0",
                "burdock.ingest.hs-token", "secret",
                "burdock.ingest.publish-timeout-ms", Long.toString(BOUND.toMillis())));
  }

  @AfterEach
  void stop() {
    bench.close();
    kafka.close();
  }

  @Test
  @DisplayName("every transaction is answered in time, and what got a 200 is in the topic in order")
  void nothingIsAcknowledgedThatKafkaHasNot() throws Exception {
    assertThat(bench.ingest().ready()).isTrue();
    assertThat(send(List.of("$a1", "$a2")).statusCode()).isEqualTo(OK);

    kafka.close();
    long started = System.nanoTime();
    HttpResponse<String> away = send(List.of("$b1", "$b2"));
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    kafka = EmbeddedKafka.start(folder, kafka.port());

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After")).get().asString().matches("[1-9][0-9]*");
    assertThat(took).isLessThan(BOUND.plus(LATENESS));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> send(List.of("$b1", "$b2")).statusCode() == OK);
    assertThat(firstTold()).containsExactly("$a1", "$a2", "$b1", "$b2");
  }

  private HttpResponse<String> send(List<String> eventIds) throws Exception {
    String events =
        eventIds.stream()
            .map(
                id ->
                    "{\"event_id\":\"%s\",\"room_id\":\"!r:hs1.example\",\"type\":\"m.x\","
                            .formatted(id)
                        + "\"sender\":\"@ada:hs1.example\",\"origin_server_ts\":1,\"content\":{},"
                        + "\"msc4354_sticky\":{\"duration_ms\":60000}}")
            .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + bench.ingest().port() + "/_matrix/app/v1/transactions/1"))
            .header("Authorization", "Bearer secret")
            .PUT(HttpRequest.BodyPublishers.ofString(events))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Ids of the recorded sticky events, each where it stands first. */
  private List<String> firstTold() {
    return bench.records(Topic.ROOM_EVENTS, RoomEvent.class).stream()
        .filter(event -> event.getBody() instanceof StickyEvent)
        .map(event -> ((StickyEvent) event.getBody()).getEventId())
        .distinct()
        .toList();
  }
}
