package dev.burdock.tests.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.DestinationCommand;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.pipeline.TopicTail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("burdock destinations")
public class DestinationsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long NOW = System.currentTimeMillis();

  @TempDir static Path dir;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(dir);
    cluster.state("topic.example", failing(LaneKind.MEMORY, 1, NOW - 7_200_000));
    cluster.state("topic.example", failing(LaneKind.TOPIC, 9, NOW - 7_200_000));
    cluster.retryTopic("topic.example", 12, 5, NOW + 3_600_000);
    cluster.state("[::1]:8448", failing(LaneKind.CURSOR, 3, NOW - 3_600_000));
    cluster.state("back.example", failing(LaneKind.MEMORY, 2, NOW - 1_000_000));
    cluster.state("back.example", null);
    cluster.retryTopic("left.example", 2, 0, NOW + 3_600_000);
    cluster.retryTopic("drained.example", 2, 2, NOW + 3_600_000);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @DisplayName("list has who fails, longest first, and what waits for whom (R23, R25)")
  void list() {
    Cluster.Result result = cluster.destinations("list");

    assertThat(result.status()).isZero();
    assertThat(result.lines()).hasSize(5);
    assertThat(result.lines().get(1))
        .matches("topic\\.example +topic +9 +2 h.* in .* 7 +timeout: no answer");
    assertThat(result.lines().get(2))
        .matches("\\[::1]:8448 +cursor +3 +1 h.* behind since .* ago +timeout: no answer");
    assertThat(result.lines().get(3)).matches("left\\.example +- +0 +- +- +2");
    assertThat(result.lines().get(4))
        .startsWith(
            "2 failing, 1 not failing; 9 records in 2 retry topics, 1 behind a cursor; next"
                + " attempt in ");
  }

  @Test
  @DisplayName("list cuts and filters, and prints JSON")
  void listOptions() {
    assertThat(cluster.destinations("list", "--failing", "--limit", "1").lines())
        .hasSize(3)
        .last()
        .asString()
        .endsWith("(shown: 1 of 2)");
    assertThat(cluster.destinations("list", "--json").lines())
        .hasSize(3)
        .element(0)
        .asString()
        .startsWith(
            "{\"destination\":\"topic.example\",\"waiting\":7,\"topic\":\"burdock.retry.topic"
                + ".example\",\"lane\":\"topic\",\"failures\":9,");
  }

  @Test
  @DisplayName("show has all about one, with the oldest and the newest that waits (R23)")
  void show() {
    Cluster.Result result = cluster.destinations("show", "topic.example");

    assertThat(result.status()).isZero();
    assertThat(result.lines())
        .contains(
            "failures        9 in a row",
            "                $pending",
            "retry topic     burdock.retry.topic.example",
            "offsets         0 to 12",
            "committed       5 (group burdock.federation-retry)",
            "waiting         7 records")
        .anyMatch(line -> line.matches("oldest .*, ends in .*, \\$5 of .* at offset 5"))
        .anyMatch(line -> line.matches("newest .*, ends in .*, \\$11 of .* at offset 11"));
  }

  @Test
  @DisplayName("show ends with 3 for one that is healthy, drained or not known")
  void showHealthy() {
    for (String name : List.of("back.example", "drained.example", "never.example")) {
      Cluster.Result result = cluster.destinations("show", name);

      assertThat(result.status()).isEqualTo(3);
      assertThat(result.lines()).containsExactly(name + ": nothing fails, nothing waits");
    }
  }

  @Test
  @DisplayName("retry reaches the owner and tells what it did (R25)")
  void retry() {
    cluster.state("retried.example", failing(LaneKind.TOPIC, 4, NOW));
    long start = System.currentTimeMillis();
    try {
      CompletableFuture<Void> owner =
          CompletableFuture.runAsync(
              () -> {
                awaitCommand(Command.RETRY, start);
                cluster.state("retried.example", failing(LaneKind.TOPIC, 4, NOW - 1));
                cluster.state("retried.example", failing(LaneKind.TOPIC, 5, NOW));
              });

      Cluster.Result result =
          cluster.destinations("retry", "retried.example", "never.example", "--wait", "60");

      assertThat(owner).succeedsWithin(LONG);
      assertThat(result.status()).isEqualTo(3);
      assertThat(result.lines()).hasSize(2);
      assertThat(result.lines().get(0))
          .isEqualTo("never.example: nothing fails, nothing waits: no command written");
      assertThat(result.lines().get(1))
          .startsWith("retried.example: failure 5 in a row, timeout: no answer, next attempt in ");
    } finally {
      cluster.state("retried.example", null);
    }
  }

  @Test
  @DisplayName("forget writes nothing before it is told --yes, then tells that all is dropped")
  void forget() {
    cluster.state("forgotten.example", failing(LaneKind.CURSOR, 4, NOW));
    long start = System.currentTimeMillis();

    Cluster.Result dry = cluster.destinations("forget", "forgotten.example");

    assertThat(dry.status()).isZero();
    assertThat(dry.lines())
        .hasSize(2)
        .last()
        .isEqualTo("dry run: nothing was dropped; --yes drops it");
    assertThat(dry.lines().get(0))
        .matches("forgotten\\.example: would drop what came in its rooms since .* ago, .*");
    assertThat(commands()).noneMatch(written -> written.getCommand() == Command.FORGET);

    CompletableFuture<Void> owner =
        CompletableFuture.runAsync(
            () -> {
              awaitCommand(Command.FORGET, start);
              cluster.state("forgotten.example", null);
            });

    Cluster.Result wet =
        cluster.destinations("forget", "forgotten.example", "--yes", "--wait", "60");

    assertThat(owner).succeedsWithin(LONG);
    assertThat(wet.status()).isZero();
    assertThat(wet.lines())
        .containsExactly("forgotten.example: nothing fails, nothing waits any more");
  }

  @Test
  @DisplayName("a command that no owner hears is written all the same, and ends with 3")
  void noOwner() {
    Cluster.Result result = cluster.destinations("retry", "topic.example", "--wait", "1");

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.lines())
        .containsExactly(
            "topic.example: command written, no reaction within 1 s (no federation role runs, or it"
                + " is calling it just now)");
  }

  private static void awaitCommand(Command command, long askedFrom) {
    try (var commands = tail()) {
      await()
          .atMost(LONG)
          .until(
              () ->
                  commands.records().stream()
                      .filter(written -> written.getAskedTs() >= askedFrom)
                      .anyMatch(written -> written.getCommand() == command));
    }
  }

  private static List<DestinationCommand> commands() {
    try (var commands = tail()) {
      return commands.all();
    }
  }

  private static TopicTail<DestinationCommand> tail() {
    return TopicTail.of(cluster.kafka(), Topic.DESTINATION_COMMANDS, DestinationCommand.class);
  }

  private static DestinationState failing(LaneKind lane, int failures, long sinceTs) {
    return DestinationState.newBuilder()
        .setLane(lane)
        .setFailures(failures)
        .setSinceTs(sinceTs)
        .setRetryTs(NOW + 3_600_000)
        .setKind("timeout")
        .setLastError("no answer")
        .setPending(List.of("$pending"))
        .setBehindSinceTs(lane == LaneKind.CURSOR ? sinceTs : 0)
        .setBehindUntilTs(lane == LaneKind.CURSOR ? NOW + 3_600_000 : 0)
        .setWrittenTs(NOW)
        .build();
  }
}
