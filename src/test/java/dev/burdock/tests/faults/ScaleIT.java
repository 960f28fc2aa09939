package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Federation workers whose number changes while most destinations fail. */
@DisplayName("Federation workers in changing number")
@EnabledIfSystemProperty(
    named = "burdock.nightly",
    matches = "true",
    disabledReason = "takes minutes")
public class ScaleIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration PACE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<Integer> NUMBERS = List.of(2, 3, 2, 1, 3);
  private static final int FURTHER = 20;
  private static final int HEALTHY = 4;

  /** Four sites that are well, of 5 servers, and six that fail, of 10. */
  private static final List<Integer> SIZES = List.of(5, 5, 5, 5, 10, 10, 10, 10, 10, 10);

  private static final List<Fault> FAULTS =
      List.of(
          Fault.REFUSE, Fault.HANG, Fault.SERVER_ERROR, Fault.RESET, Fault.GARBAGE, Fault.LIMIT);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @EnumSource(Crew.Manner.class)
  @DisplayName("R21 R25 R26 R34 lose no push and tell every end, whoever goes, comes and dies:")
  void everyPushEnds(Crew.Manner manner) throws Exception {
    long seed = Run.seed();
    Random random = new Random(seed);
    try (World world = new World(folder, List.of("ada"), SIZES, random);
        Pipeline pipeline = Pipeline.start(folder, settings(world));
        Crew crew = new Crew(pipeline, random)) {
      Run run = new Run(world, seed, PATIENCE).audits(pipeline);
      Feed feed = world.feed(pipeline.url("ingest"));
      world.watch(pipeline.url("sync"));
      SimulatedRoom room = feed.createRoom(Run.members(world, world.sites()));
      List<Site> failing = world.sites().subList(HEALTHY, SIZES.size());
      for (int i = 0; i < failing.size(); i++) {
        failing.get(i).become(FAULTS.get(i));
      }
      try (EventStream stream = EventStream.start(feed, List.of(room), world, PACE, LONG, random)) {
        run.awaitFurther(stream, FURTHER);
        for (int number : NUMBERS) {
          run.disrupt(
              manner + ", " + crew.size() + " to " + number,
              () -> {
                crew.become(number, manner);
                run.awaitFurther(stream, FURTHER);
              });
        }
      }
      failing.forEach(site -> site.become(Fault.NONE));

      run.awaitDelivered();
      run.assertGuarantees();
      awaitNoRetryTopic(run, pipeline);
    }
  }

  private static void awaitNoRetryTopic(Run run, Pipeline pipeline) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrap()))) {
      await("retry topics are deleted " + run)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(retryTopics(admin)).as("%s", run).isEmpty());
    }
  }

  private static Set<String> retryTopics(Admin admin) throws Exception {
    Set<String> topics = new HashSet<>(admin.listTopics().names().get());
    topics.removeIf(name -> !name.startsWith("burdock.retry."));
    return topics;
  }

  /** Topics for half of those that fail. */
  private static Map<String, String> settings(World world) {
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.putAll(Pipeline.SHORT_SESSIONS);
    settings.put("burdock.federation.retry.topics", "30");
    settings.put("burdock.federation.retry.idle-ms", "5000");
    return settings;
  }
}
