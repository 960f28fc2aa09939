package dev.burdock.tests.faults;

import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.simulation.EventStream;
import dev.burdock.deploy.simulation.Feed;
import dev.burdock.deploy.simulation.Pipeline;
import dev.burdock.deploy.simulation.RoleProcess;
import dev.burdock.deploy.simulation.SimulatedRoom;
import dev.burdock.deploy.simulation.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Processes that are killed, stopped or robbed of their stores while events stream through them.
 */
@DisplayName("The pipeline whose processes fail")
class ProcessFaultsIT {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(30);

  /** Longer than the session of a consumer in a group, so that others get its partitions. */
  private static final Duration FROZEN = Duration.ofSeconds(8);

  private static final int FURTHER = 60;
  private static final int RANDOM_KILLS = 3;
  static final List<String> ROLES = Pipeline.ROLES;

  @TempDir static Path folder;
  private static Random random;
  private static World world;
  private static Pipeline pipeline;
  private static Run run;
  private static EventStream stream;

  @BeforeAll
  static void start() throws Exception {
    long seed = Run.seed();
    random = new Random(seed);
    world = new World(folder, List.of("ada", "ben"), List.of(2, 1), random);
    run = new Run(world, seed);
    pipeline = Pipeline.start(folder, world.settings());
    Feed feed = world.feed(pipeline.url("ingest"));
    world.watch(pipeline.url("sync"));
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rooms.add(feed.createRoom(Run.members(world, world.sites())));
    }
    stream = EventStream.start(feed, rooms, world, Run.PACE, LONG, new Random(seed));
  }

  @AfterAll
  static void stop() {
    stream.close();
    pipeline.close();
    world.close();
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("ROLES")
  @DisplayName("R10 R11 R21 R26 survives kill -9 of")
  void killed(String role) {
    run.awaitFurther(stream, FURTHER);

    run.disrupt("kill -9 of " + role, () -> restart(role));

    holds();
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("ROLES")
  @DisplayName("R10 R11 R21 R26 survives a long SIGSTOP of")
  void frozen(String role) {
    run.awaitFurther(stream, FURTHER);

    run.disrupt(
        "SIGSTOP of " + role,
        () -> {
          RoleProcess process = pipeline.role(role);
          process.freeze();
          long until = run.now() + FROZEN.toMillis();
          await().atMost(START).until(() -> run.now() > until);
          process.thaw();
          process.awaitReady(START);
        });

    holds();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 survives kills of random roles at random moments")
  void randomKills() {
    for (int i = 0; i < RANDOM_KILLS; i++) {
      run.awaitFurther(stream, random.nextInt(FURTHER));
      String role = ROLES.get(random.nextInt(ROLES.size()));
      run.disrupt("kill -9 of " + role, () -> restart(role));
    }

    holds();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 survives the loss of the folder of stores")
  void lostStores() {
    run.awaitFurther(stream, FURTHER);

    run.disrupt(
        "loss of the stores",
        () -> {
          RoleProcess streams = pipeline.role("streams");
          streams.kill();
          delete(pipeline.stores());
          streams.start().awaitReady(START);
        });

    holds();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 survives a restart of the broker")
  void brokerRestarts() {
    run.awaitFurther(stream, FURTHER);

    run.disrupt(
        "restart of the broker",
        () -> {
          pipeline.stopBroker();
          pipeline.startBroker();
          for (String role : ROLES) {
            pipeline.role(role).awaitReady(START);
          }
        });

    holds();
  }

  private static void holds() {
    run.awaitFurther(stream, FURTHER);
    run.awaitCaughtUp();
    run.assertGuarantees();
  }

  private static void restart(String role) throws Exception {
    RoleProcess process = pipeline.role(role);
    process.kill();
    process.start().awaitReady(START);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
