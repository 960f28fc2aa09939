package dev.burdock.tests.faults;

import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two federation workers, each with an address of its own that its transactions come from. */
@DisplayName("Two federation workers")
public class WorkersIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration START = Duration.ofSeconds(60);
  private static final String LOCAL_ADDRESS = "burdock.federation.local-address";
  private static final String FIRST = "127.0.0.31";
  private static final String SECOND = "127.0.0.32";
  private static final int FURTHER = 60;

  @TempDir Path folder;

  @Test
  @DisplayName(
      "R21 R25 R26 one that freezes leaves its destinations to the other, also when it wakes")
  void frozenWorkerLosesItsDestinations() throws Exception {
    long seed = Run.seed();
    Random random = new Random(seed);
    try (World world = new World(folder, List.of("ada"), List.of(4, 4), random);
        Pipeline pipeline = Pipeline.start(folder, from(world.settings(), FIRST));
        RoleProcess second =
            pipeline.another("federation", "federation-2", Map.of(LOCAL_ADDRESS, SECOND))) {
      Run run = new Run(world, seed).audits(pipeline);
      Moves moves = new Moves(world.history(), run);
      Feed feed = world.feed(pipeline.url("ingest"));
      world.watch(pipeline.url("sync"));
      SimulatedRoom room = feed.createRoom(Run.members(world, world.sites()));
      try (EventStream stream =
          EventStream.start(feed, List.of(room), world, Run.PACE, LONG, random)) {
        run.awaitFurther(stream, FURTHER);
        run.disrupt("a second worker joins", () -> join(second, moves));
        run.awaitFurther(stream, FURTHER);
        run.awaitCaughtUp();

        RoleProcess first = pipeline.role("federation");
        Set<String> its = moves.destinationsOf(FIRST);
        List<Moved> moved = new ArrayList<>();
        run.disrupt(
            "SIGSTOP of the first",
            () -> {
              first.freeze();
              moved.addAll(moves.await(its, FIRST, SECOND));
            });
        run.awaitFurther(stream, FURTHER);
        run.awaitCaughtUp();
        first.thaw();
        run.awaitFurther(stream, FURTHER);
        run.awaitCaughtUp();
        run.assertGuarantees(moved);
      }
    }
  }

  private static void join(RoleProcess second, Moves moves) throws Exception {
    second.start().awaitReady(START);
    await().atMost(START).until(() -> !moves.destinationsOf(SECOND).isEmpty());
  }

  private static Map<String, String> from(Map<String, String> settings, String address) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(LOCAL_ADDRESS, address);
    return all;
  }
}
