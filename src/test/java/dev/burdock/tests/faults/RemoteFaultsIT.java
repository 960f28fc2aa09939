package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Hosts;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remote servers that fail in every way, beside one that does not. */
@DisplayName("Remote servers that fail")
public class RemoteFaultsIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration BRIEF = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FURTHER = 200;

  /** A destination of which only a cursor is kept, as one whose name has a port. */

  /** Those of the faults in which the server sees the transaction. */
  private static final int ANSWERING_FAULTS = 8;

  @TempDir static Path folder;
  private static Random random;
  private static World world;
  private static Pipeline pipeline;
  private static Feed feed;
  private static Run run;
  private static Hosts hosts;
  private static Site healthy;
  private static List<Site> failing;
  private static Site unfound;

  @BeforeAll
  static void start() throws Exception {
    long seed = Run.seed();
    random = new Random(seed);
    List<Integer> sizes = Collections.nCopies(Fault.values().length, 1);
    world = new World(folder, List.of("ada"), sizes, random);
    run = new Run(world, seed);
    healthy = world.sites().get(0);
    failing = world.sites().subList(1, world.sites().size());
    unfound = world.addFoundByName();
    hosts = new Hosts(folder.resolve("hosts"));
    pipeline =
        Pipeline.start(folder, world.settings(), Pipeline.ROLES, role -> hosts.environment());
    run.audits(pipeline);
    feed = world.feed(pipeline.url("ingest"));
    world.watch(pipeline.url("sync"));
  }

  @AfterAll
  static void stop() {
    pipeline.close();
    world.close();
  }

  @Test
  @DisplayName("R21 R23 R25 R26 lose nothing and delay nobody, in whichever way they fail")
  void everyFaultHeals() throws Exception {
    List<Site> everyFault = new ArrayList<>(failing);
    everyFault.add(healthy);
    List<SimulatedRoom> rooms =
        List.of(
            feed.createRoom(Run.members(world, everyFault)),
            feed.createRoom(Run.members(world, everyFault)));
    try (EventStream stream = EventStream.start(feed, rooms, world, Run.PACE, LONG, random)) {
      run.awaitFurther(stream, FURTHER);
      for (int i = 0; i < failing.size(); i++) {
        failing.get(i).become(Fault.bad().get(i));
      }
      run.awaitFurther(stream, FURTHER);
      long hurt = run.now();
      run.awaitFurther(stream, FURTHER);
      failing.forEach(site -> site.become(Fault.NONE));
      run.awaitFurther(stream, FURTHER);
      assertThat(healthySince(hurt)).as("%s", run).isNotEmpty();
    }

    run.awaitDelivered();
    run.assertGuarantees();
    assertThat(failedOnes()).as("%s", run).hasSizeGreaterThanOrEqualTo(ANSWERING_FAULTS);
  }

  @Test
  @DisplayName("R23 a server that was down is not sent what ended meanwhile")
  void expiredIsNotCaughtUp() throws Exception {
    Site down = failing.get(random.nextInt(failing.size()));
    String server = down.names().get(0);
    SimulatedRoom room = feed.createRoom(Run.members(world, List.of(down)));
    down.become(Fault.REFUSE);
    List<String> brief = feed.sticky(room, world.users().get(0), BRIEF, 3);
    List<String> lasting = feed.sticky(room, world.users().get(0), LONG, 3);
    long ended = run.now() + BRIEF.toMillis();
    await().atMost(PATIENCE).until(() -> run.now() > ended);

    down.become(Fault.NONE);

    await().atMost(PATIENCE).until(() -> run.taken(server).containsAll(lasting));
    assertThat(run.taken(server)).as("%s", run).doesNotContainAnyElementsOf(brief);
    run.assertGuarantees();
  }

  @Test
  @DisplayName("R21 R23 a server whose name DNS does not know gets everything once it does")
  void nameIsFoundLater() throws Exception {
    String server = unfound.names().get(0);
    SimulatedRoom room = feed.createRoom(Run.members(world, List.of(healthy, unfound)));
    long from = run.now();
    List<String> sent = new ArrayList<>(feed.sticky(room, world.users().get(0), LONG, 3));
    awaitRetryTopic(server);
    sent.addAll(feed.sticky(room, world.users().get(0), LONG, 3));
    await().atMost(PATIENCE).until(() -> run.taken(healthy.names().get(0)).containsAll(sent));
    assertThat(run.taken(server)).isEmpty();

    hosts.add(server.substring(0, server.indexOf(':')), "127.0.0.1");
    world.history().add(new Outage(server, from, run.now()));

    await().atMost(PATIENCE).until(() -> run.taken(server).containsAll(sent));
    run.assertGuarantees();
  }

  /** What waits for the server has left memory; its name has a port, which is escaped there. */
  private static void awaitRetryTopic(String server) {
    String end = server.replace(":", "_3a");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrap()))) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> admin.listTopics().names().get().stream().anyMatch(name -> name.endsWith(end)));
    }
  }

  /** The servers that saw a transaction fail. */
  private static Set<String> failedOnes() {
    return world.history().all(Send.class).stream()
        .filter(send -> send.result() != Result.ACCEPTED)
        .map(Send::destination)
        .collect(Collectors.toSet());
  }

  private static Set<Send> healthySince(long from) {
    String name = healthy.names().get(0);
    return Set.copyOf(
        world.history().all(Send.class).stream()
            .filter(send -> send.destination().equals(name) && send.startedAt() > from)
            .toList());
  }
}
