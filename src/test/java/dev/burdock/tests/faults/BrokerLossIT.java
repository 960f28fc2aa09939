package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.BrokerProcesses;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.Replicas;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers as child processes, each of which is lost once while events stream. */
@DisplayName("A cluster of three brokers")
public class BrokerLossIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TOPOLOGY = "burdock.streams";
  private static final int BROKERS = 3;
  private static final int FURTHER = 60;

  @TempDir Path folder;

  @Test
  @DisplayName("R10 R11 R21 R26 goes on while one broker is gone, whichever it is")
  void survivesTheLossOfABroker() throws Exception {
    long seed = Run.seed();
    Random random = new Random(seed);
    try (World world = new World(folder, List.of("ada", "ben"), List.of(2, 1), random);
        BrokerProcesses brokers = BrokerProcesses.start(folder.resolve("brokers"), BROKERS);
        Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()));
        Pipeline pipeline = Pipeline.start(folder, settings(world, brokers))) {
      Run run = new Run(world, seed).audits(pipeline);
      Feed feed = world.feed(pipeline.url("ingest"));
      world.watch(pipeline.url("sync"));
      List<SimulatedRoom> rooms =
          List.of(
              feed.createRoom(Run.members(world, world.sites())),
              feed.createRoom(Run.members(world, world.sites())));
      try (EventStream stream = EventStream.start(feed, rooms, world, Run.PACE, LONG, random)) {
        run.awaitFurther(stream, FURTHER);
        Set<String> nodes = topology(admin);
        for (int number = 1; number <= BROKERS; number++) {
          run.awaitFurther(stream, FURTHER);
          int lost = number;
          run.disrupt(
              "kill -9 of broker " + lost,
              () -> {
                brokers.kill(lost);
                run.awaitFurther(stream, FURTHER);
                awaitLedWithout(lost, admin, run);
              });
          run.awaitFurther(stream, FURTHER);
          run.awaitCaughtUp();
          run.assertGuarantees();
          assertThat(topology(admin)).as("nodes that kept their tasks %s", run).isEqualTo(nodes);
          brokers.revive(lost);
          awaitInSync(admin, run);
        }
      }

      run.awaitDelivered();
      run.assertGuarantees();
    }
  }

  /** The topology's members: one that is fenced joins anew, and has lost its stores. */
  private static Set<String> topology(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(List.of(TOPOLOGY))
        .all()
        .get()
        .get(TOPOLOGY)
        .members()
        .stream()
        .map(MemberDescription::consumerId)
        .collect(Collectors.toSet());
  }

  /** Until the cluster is over it: every partition, of its coordinators too, has another leader. */
  private static void awaitLedWithout(int lost, Admin admin, Run run) {
    await("all partitions led " + run)
        .atMost(PATIENCE)
        .until(() -> Replicas.ledWithout(admin, lost));
  }

  private static void awaitInSync(Admin admin, Run run) {
    await("all copies in sync " + run)
        .atMost(PATIENCE)
        .until(() -> Replicas.inSync(admin, BROKERS));
  }

  private static Map<String, String> settings(World world, BrokerProcesses brokers) {
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.kafka.bootstrap", brokers.bootstrap());
    return settings;
  }
}
