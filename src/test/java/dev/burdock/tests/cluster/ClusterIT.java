package dev.burdock.tests.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import dev.burdock.tests.faults.Moves;
import dev.burdock.tests.faults.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of containers that are killed, cut off and joined again while events stream. */
@DisplayName("A cluster in containers")
public class ClusterIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than the sessions of consumers in groups and of brokers, so that others take over. */
  private static final Duration CUT = Duration.ofSeconds(12);

  /**
   * A broker that falls silent is given up by the others after 9 s, by clients after 5 s, and each
   * client of a transaction finds its partition's leader and its coordinator one after the other.
   */
  private static final Duration RECOVERY = Duration.ofSeconds(40);

  private static final Duration PACE = Duration.ofMillis(50);
  private static final int FURTHER = 60;

  @TempDir static Path folder;

  @RegisterExtension
  static final TestWatcher TELL =
      new TestWatcher() {
        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
          Path logs = cluster.saveLogs(world.history());
          System.out.println(context.getDisplayName() + ": logs and history in " + logs);
        }
      };

  private static Bridge inside;
  private static Bridge outside;
  private static World world;
  private static Cluster cluster;
  private static Run run;
  private static Moves moves;
  private static EventStream stream;

  @BeforeAll
  static void start() throws Exception {
    Optional<String> missing = Images.missing();
    missing.ifPresent(why -> System.out.println("ClusterIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    inside = Bridge.create();
    outside = Bridge.create();
    assumeTrue(outside.isHere(), "Docker's networks are not of this machine");
    long seed = Run.seed();
    world =
        new World(folder, outside.here(), List.of("ada", "ben"), List.of(3, 3), new Random(seed));
    run = new Run(world, seed, RECOVERY);
    moves = new Moves(world.history(), run);
    cluster = Cluster.start(inside, outside, world);
    Feed feed = world.feed(cluster.url(Cluster.INGEST));
    world.watch(cluster.url(Cluster.SYNC));
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rooms.add(feed.createRoom(Run.members(world, world.sites())));
    }
    stream = EventStream.start(feed, rooms, world, PACE, LONG, new Random(seed));
    run.disrupt("start", () -> run.awaitFurther(stream, FURTHER));
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {stream, cluster, world, outside, inside}) {
      close(each);
    }
  }

  @AfterEach
  void heal() {
    cluster.heal();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 goes on while a broker is gone, kill -9 of the controllers' leader")
  void brokerKilled() throws Exception {
    run.awaitFurther(stream, FURTHER);
    Node broker = cluster.broker(cluster.controller());

    run.disrupt(
        "kill -9 of " + broker.name(),
        () -> {
          broker.kill();
          run.awaitFurther(stream, FURTHER);
        });
    holds();
    broker.revive();
    cluster.awaitBrokers();

    holds();
  }

  @Test
  @DisplayName("R10 R11 R21 R26 goes on while a broker is cut off, and after it joined again")
  void brokerCutOff() throws Exception {
    run.awaitFurther(stream, FURTHER);
    Node broker = cluster.broker(cluster.controller());

    run.disrupt(
        "cut of " + broker.name(),
        () -> {
          broker.cut();
          run.awaitFurther(stream, FURTHER);
        });
    holds();
    broker.join();
    cluster.awaitBrokers();

    holds();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"streams-1", Cluster.SYNC, Cluster.INGEST})
  @DisplayName("R10 R11 R21 R26 survives the cut and return of")
  void roleCutOff(String role) {
    run.awaitFurther(stream, FURTHER);
    Node node = cluster.role(role);

    run.disrupt(
        "cut of " + role,
        () -> {
          node.cut();
          long until = run.now() + CUT.toMillis();
          await().atMost(PATIENCE).until(() -> run.now() > until);
          node.join();
          cluster.awaitReady(role);
        });

    holds();
  }

  @Test
  @DisplayName("R21 R26 destinations move when their worker is killed while it sends")
  void workerKilled() {
    run.awaitFurther(stream, FURTHER);
    run.awaitCaughtUp();
    Node killed = busiest();
    Set<String> its = moves.destinationsOf(killed.address());

    run.disrupt(
        "kill -9 of " + killed.name(),
        () -> {
          killed.kill();
          awaitMoved(its, killed);
        });
    holds();
    run.disrupt(
        "return of " + killed.name(),
        () -> {
          killed.revive();
          cluster.awaitReady(killed.name());
        });

    holds();
  }

  @Test
  @DisplayName("R21 R26 a worker that is cut off the brokers leaves its destinations to the other")
  void workerCutOff() {
    run.awaitFurther(stream, FURTHER);
    run.awaitCaughtUp();
    Node cut = busiest();
    Set<String> its = moves.destinationsOf(cut.address());
    List<Moved> moves = new ArrayList<>();

    run.disrupt(
        "cut of " + cut.name(),
        () -> {
          cut.cut();
          moves.addAll(awaitMoved(its, cut));
        });
    run.awaitFurther(stream, FURTHER);
    run.awaitCaughtUp();
    run.assertGuarantees(moves);
    run.disrupt(
        "return of " + cut.name(),
        () -> {
          cut.join();
          cluster.awaitReady(cut.name());
        });

    holds();
  }

  private static void holds() {
    run.awaitFurther(stream, FURTHER);
    run.awaitCaughtUp();
    run.assertGuarantees(List.of());
  }

  /** The federation worker that has the most destinations. */
  private static Node busiest() {
    return Cluster.FEDERATION.stream()
        .map(cluster::role)
        .max(Comparator.comparingInt(worker -> moves.destinationsOf(worker.address()).size()))
        .orElseThrow();
  }

  /** Waits until the other worker has sent to each destination; says when it did so first. */
  private static List<Moved> awaitMoved(Set<String> destinations, Node old) {
    Node other =
        Cluster.FEDERATION.stream()
            .map(cluster::role)
            .filter(node -> !node.name().equals(old.name()))
            .findFirst()
            .orElseThrow();
    return moves.await(destinations, old.address(), other.address());
  }

  private static void close(AutoCloseable each) {
    try {
      if (each != null) {
        each.close();
      }
    } catch (Exception e) {
      System.out.println("not closed: " + e);
    }
  }
}
