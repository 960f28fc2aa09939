package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of events through all parts, each role a process of its own. */
@DisplayName("The whole pipeline")
public class PipelineIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static World world;
  private static Pipeline pipeline;
  private static Feed feed;
  private static Run run;
  private static Site near;
  private static Site late;

  @BeforeAll
  static void start() throws Exception {
    long seed = Run.seed();
    world =
        new World(folder.resolve("world"), List.of("ada", "ben"), List.of(2, 1), new Random(seed));
    run = new Run(world, seed);
    near = world.sites().get(0);
    late = world.sites().get(1);
    pipeline = Pipeline.start(folder.resolve("pipeline"), world.settings());
    run.audits(pipeline);
    feed = world.feed(pipeline.url("ingest"));
    world.watch(pipeline.url("sync"));
  }

  @AfterAll
  static void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
    world.close();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 an event reaches every joined client and server once, in order")
  void eventReachesEverybody() throws Exception {
    SimulatedRoom room = feed.createRoom(Run.members(world, List.of(near)));

    for (int i = 0; i < 20; i++) {
      feed.sticky(room, world.users().get(i % 2), LONG);
    }

    run.awaitDelivered();
    run.assertGuarantees();
  }

  @Test
  @DisplayName("R13 R20 more events than a page holds all arrive, oldest first")
  void manyEventsArriveInPages() throws Exception {
    SimulatedRoom room = feed.createRoom(Run.members(world, List.of()));

    List<String> sent = feed.sticky(room, world.users().get(0), LONG, 250);

    run.awaitDelivered();
    assertThat(run.seen(world.users().get(0))).containsSubsequence(sent);
    run.assertGuarantees();
  }

  @Test
  @DisplayName("R22 a server that joins later is pushed what is still sticky")
  void laterServerIsPushed() throws Exception {
    SimulatedRoom room = feed.createRoom(Run.members(world, List.of(near)));
    String before = feed.sticky(room, world.users().get(0), LONG);
    String server = late.names().get(0);

    feed.join(room, World.userOf(server));

    await().atMost(PATIENCE).until(() -> run.taken(server).contains(before));
    run.assertGuarantees();
  }

  @Test
  @DisplayName("R02 R03 R17 the time left agrees with the end, and an ended event is not shown")
  void timeLeftAgrees() throws Exception {
    SimulatedRoom room = feed.createRoom(List.of(world.users().get(0)));
    long sentAt = run.now();
    String lasting = feed.sticky(room, world.users().get(0), LONG);
    String brief = feed.sticky(room, world.users().get(0), Duration.ofMillis(1));

    await().atMost(PATIENCE).until(() -> run.seen(world.users().get(0)).contains(lasting));
    JsonNode events = Run.sync(pipeline.url("sync"), room, world.users().get(0));

    assertThat(events.findValuesAsText("event_id")).contains(lasting).doesNotContain(brief);
    long left = events.findValue("msc4354_sticky_duration_ttl_ms").asLong();
    assertThat(left).isBetween(1L, LONG.toMillis());
    assertThat(run.now() + left - LONG.toMillis()).isBetween(sentAt, sentAt + PATIENCE.toMillis());
  }

  @Test
  @DisplayName("R04 a redacted event is shown to nobody any more")
  void redactedEventIsGone() throws Exception {
    SimulatedRoom room = feed.createRoom(List.of(world.users().get(0)));
    String redacted = feed.sticky(room, world.users().get(0), LONG);
    await().atMost(PATIENCE).until(() -> run.seen(world.users().get(0)).contains(redacted));

    feed.redact(room, redacted);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(snapshot(room)).doesNotContain(redacted));
    run.assertGuarantees();
  }

  private static List<String> snapshot(SimulatedRoom room) throws Exception {
    return run.snapshot(pipeline.url("sync"), room, world.users().get(0));
  }
}
