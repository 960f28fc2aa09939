package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standalone is stopped and started again on its data. */
@DisplayName("Standalone that is started again")
public class StandaloneRestartIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration BRIEF = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @DisplayName(
      "R03 R10 R11 R23 R34 delivers what is unexpired, takes its old tokens, shows nothing old")
  void restartGoesOn() throws Exception {
    long seed = Run.seed();
    try (World world = new World(folder, List.of("ada", "ben"), List.of(1, 1), new Random(seed))) {
      Run run = new Run(world, seed);
      Site down = world.sites().get(1);
      down.become(Fault.REFUSE);
      Map<String, String> tokens;
      SimulatedRoom room;
      List<String> before;
      List<String> brief;
      try (Standalone standalone = Standalones.start(world, folder.resolve("data"))) {
        Feed feed = world.feed(Standalones.url(standalone, Role.INGEST));
        world.watch(Standalones.url(standalone, Role.SYNC));
        room = feed.createRoom(Run.members(world, world.sites()));
        before = feed.sticky(room, world.users().get(0), LONG, 10);
        await()
            .atMost(PATIENCE)
            .until(
                () -> world.users().stream().allMatch(user -> run.seen(user).containsAll(before)));
        brief = feed.sticky(room, world.users().get(0), BRIEF, 3);
        tokens = world.tokens();
        world.unwatch();
      }
      down.become(Fault.NONE);
      long ended = run.now() + BRIEF.toMillis();

      run.disrupt("restart", () -> await().atMost(PATIENCE).until(() -> run.now() > ended));
      try (Standalone standalone = Standalones.start(world, folder.resolve("data"))) {
        Feed feed = world.feed(Standalones.url(standalone, Role.INGEST));
        world.watchFrom(Standalones.url(standalone, Role.SYNC), tokens);
        List<String> after = feed.sticky(room, world.users().get(1), LONG, 10);

        run.awaitDelivered();
        run.audits(standalone.kafka()).assertGuarantees();
        String late = down.names().get(0);
        assertThat(run.taken(late)).as("%s", run).containsAll(before).containsAll(after);
        assertThat(run.taken(late)).as("%s", run).doesNotContainAnyElementsOf(brief);
      }
    }
  }
}
