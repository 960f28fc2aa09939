package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is silent or slow when it is his turn loses his connection, and nobody else does. */
@TestInstance(Lifecycle.PER_CLASS)
class TimeLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration BEYOND = Duration.ofMillis(1_500);
  private static final int LARGE = 32 << 20;

  private List<Door> doors;

  @BeforeAll
  void open() throws Exception {
    Map<String, String> settings =
        Map.of(
            "burdock.http.head-ms", "600",
            "burdock.http.idle-ms", "600",
            "burdock.http.stall-ms", "600");
    doors = List.of(Door.gateway(settings), Door.inbound(settings));
    for (Door door : doors) {
      door.homeserver.answers =
          head ->
              head.contains("/held")
                  ? null
                  : RecordingUpstream.json(head.contains("/large") ? " ".repeat(LARGE) : "{}");
    }
  }

  @AfterAll
  void close() throws Exception {
    for (Door door : doors) {
      door.close();
    }
  }

  Stream<Door> doors() {
    return doors.stream();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void a_silent_connection_is_ended(Door door) throws Exception {
    assertEnded(door, "");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void half_a_head_is_ended(Door door) throws Exception {
    assertEnded(door, "GET ~/a HTTP/1.1^Host");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void half_a_body_is_ended_and_arrives_nowhere(Door door) throws Exception {
    door.homeserver.forget();

    assertEnded(door, "POST ~/a HTTP/1.1^Host: h^Content-Length: 10^^12345");
    assertEnded(door, "POST ~/a HTTP/1.1^Host: h^Transfer-Encoding: chunked^^5^12345^");

    assertThat(door.homeserver.requests).isEmpty();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void a_head_that_drips_is_ended(Door door) throws Exception {
    assertDripEnded(door, "GET " + door.path() + "/a");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void a_body_that_drips_is_ended(Door door) throws Exception {
    assertDripEnded(door, "POST " + door.path() + "/a HTTP/1.1^Host: h^Content-Length: 1000000^^");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void a_connection_that_asks_for_nothing_more_is_ended(Door door) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/a HTTP/1.1^Host: h^^");
      assertThat(client.status()).isEqualTo(200);

      assertThat(client.endsWithin(SOON)).isTrue();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void an_answer_that_is_not_read_is_given_up(Door door) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      await().atMost(SOON).until(() -> door.connections() == 1);
      client.send("GET " + door.path() + "/large HTTP/1.1^Host: h^^");

      await().atMost(SOON).until(() -> door.connections() == 0);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("doors")
  void who_waits_for_an_answer_is_left_in_peace(Door door) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/held HTTP/1.1^Host: h^^");

      assertThat(client.endsWithin(BEYOND)).isFalse();
    }
  }

  private static void assertEnded(Door door, String text) throws IOException {
    try (RawClient client = new RawClient(door.port())) {
      client.send(text.replace("~", door.path()));

      assertThat(client.endsWithin(SOON)).isTrue();
    }
  }

  private static void assertDripEnded(Door door, String text) throws IOException {
    ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    try (RawClient client = new RawClient(door.port())) {
      client.send(text);
      Future<?> dripping =
          drops.scheduleWithFixedDelay(() -> client.drop("x"), 0, 100, TimeUnit.MILLISECONDS);

      assertThat(client.endsWithin(SOON)).isTrue();
      dripping.cancel(true);
    } finally {
      drops.shutdownNow();
    }
  }
}
