package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams process is killed in the middle of a stream of events. */
@DisplayName("A streams process that is killed")
public class StreamsKillIT {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration BRIEF = Duration.ofSeconds(10);
  private static final int FURTHER = 100;

  @TempDir Path folder;

  @Test
  @DisplayName("R10 R11 R21 R26 loses nothing, brings nothing twice and nothing expired back")
  void killedStreamsLosesNothing() throws Exception {
    long seed = Run.seed();
    Random random = new Random(seed);
    try (World world = new World(folder, List.of("ada", "ben"), List.of(1, 1), random);
        Pipeline pipeline = Pipeline.start(folder, world.settings())) {
      Run run = new Run(world, seed).audits(pipeline);
      Feed feed = world.feed(pipeline.url("ingest"));
      world.watch(pipeline.url("sync"));
      List<SimulatedRoom> rooms = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        rooms.add(feed.createRoom(Run.members(world, world.sites())));
      }
      String first = feed.sticky(rooms.get(0), world.users().get(0), LONG);
      await().atMost(START).until(() -> run.seen(world.users().get(0)).contains(first));
      List<String> brief = feed.sticky(rooms.get(0), world.users().get(0), BRIEF, 5);
      await().atMost(START).until(() -> run.seen(world.users().get(0)).containsAll(brief));
      long briefEnd = run.now() + BRIEF.toMillis();
      try (EventStream stream = EventStream.start(feed, rooms, world, Run.PACE, LONG, random)) {
        run.awaitFurther(stream, FURTHER);
        run.disrupt(
            "kill -9 of streams",
            () -> {
              RoleProcess streams = pipeline.role("streams");
              streams.kill();
              run.awaitFurther(stream, FURTHER);
              await().atMost(START).until(() -> run.now() > briefEnd);
              streams.start().awaitReady(START);
            });
        run.awaitFurther(stream, FURTHER);
      }

      run.awaitDelivered();
      run.assertGuarantees();
      assertThat(run.seen(world.users().get(1))).as("%s", run).doesNotHaveDuplicates();
      assertThat(run.snapshot(pipeline.url("sync"), rooms.get(0), world.users().get(0)))
          .as("%s", run)
          .isNotEmpty()
          .doesNotContainAnyElementsOf(brief);
      assertThat(run.sentTwice()).as("%s", run).isEmpty();
    }
  }
}
