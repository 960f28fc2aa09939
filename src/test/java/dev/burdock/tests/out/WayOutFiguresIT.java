package dev.burdock.tests.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.out.TwoWaysOut.Way;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the way out is for, in figures: the same traffic without Burdock, beside and through it. */
@DisplayName("Ordinary and sticky events to a remote server")
@EnabledIfSystemProperty(
    named = "burdock.nightly",
    matches = "true",
    disabledReason = "takes minutes; runs with -Pnightly")
public class WayOutFiguresIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";
  private static final int EVENTS = Integer.getInteger("burdock.figures.events", 300);
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

  @TempDir Path folder;

  /**
   * What one way brought.
   *
   * @param transactions that were answered at all
   * @param doubles PDUs taken beyond one of each event
   * @param p50 from the homeserver's answer to a message to its arrival at the remote client, ms
   */
  private record Figures(
      int events, long transactions, long tooMany, int doubles, long p50, long p99) {}

  @Test
  @DisplayName("R33 cost no 429 and no double through Burdock; the table says what they cost else")
  void compared() throws Exception {
    Map<Way, Figures> figures = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      try (TwoWaysOut ways = new TwoWaysOut(folder.resolve(way.name()), way)) {
        figures.put(way, run(ways));
      }
    }

    System.out.println("way out: events transactions 429 doubles p50_ms p99_ms");
    figures.forEach(
        (way, of) ->
            System.out.printf(
                "way out: %-8s %6d %12d %3d %7d %6d %6d%n",
                way, of.events, of.transactions, of.tooMany, of.doubles, of.p50, of.p99));
    assertThat(figures.get(Way.THROUGH).tooMany()).isZero();
    assertThat(figures.get(Way.THROUGH).doubles()).isZero();
  }

  private static Figures run(TwoWaysOut ways) throws Exception {
    MatrixClient alice = ways.homeserver.register("alice");
    MatrixClient bob = ways.remote.register("bob");
    String room = alice.createPublicRoom("12");
    bob.join(room, ways.homeserver.name());
    String ready = alice.sendText(room, "ready");
    await().atMost(SOON).until(() -> bob.event(room, ready).isPresent());
    Map<String, Long> arrived = new ConcurrentHashMap<>();
    AtomicBoolean listening = new AtomicBoolean(true);
    Thread listener = new Thread(() -> listen(bob, room, arrived, listening), "listener");
    listener.start();
    FederationLog log = new FederationLog(ways.remote, ways.homeserver.name());
    Map<String, Long> messages = new ConcurrentHashMap<>();
    for (int number = 0; number < EVENTS; number++) {
      if (number % 2 == 0) {
        messages.put(alice.sendText(room, "message " + number), System.nanoTime());
      } else {
        alice.sendSticky(room, RTC_MEMBER, Map.of("number", number), HOUR);
      }
      LockSupport.parkNanos(PACE_NANOS);
    }
    await().atMost(SOON).until(() -> arrived.keySet().containsAll(messages.keySet()));
    await().atMost(SOON).until(() -> log.pdusTaken() >= EVENTS);
    await().pollDelay(Duration.ofSeconds(5)).atMost(SOON).until(() -> true);
    listening.set(false);
    listener.join(SOON.toMillis());
    List<Long> latencies =
        messages.entrySet().stream()
            .map(sent -> arrived.get(sent.getKey()) - sent.getValue())
            .map(TimeUnit.NANOSECONDS::toMillis)
            .map(millis -> Math.max(0, millis))
            .sorted()
            .toList();
    return new Figures(
        EVENTS,
        log.answered(200) + log.answered(429),
        log.answered(429),
        log.pdusTaken() - EVENTS,
        latencies.get(latencies.size() / 2),
        latencies.get((latencies.size() - 1) * 99 / 100));
  }

  private static void listen(
      MatrixClient bob, String room, Map<String, Long> arrived, AtomicBoolean listening) {
    String since = bob.sync().nextBatch();
    while (listening.get()) {
      SyncResponse news = bob.sync(since, Duration.ofSeconds(2));
      long now = System.nanoTime();
      for (JsonNode event : news.timeline(room)) {
        arrived.putIfAbsent(event.path("event_id").asText(), now);
      }
      since = news.nextBatch();
    }
  }
}
