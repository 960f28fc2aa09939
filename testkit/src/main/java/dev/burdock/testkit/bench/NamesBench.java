package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.testkit.guarantee.HealthyUnharmed;
import dev.burdock.testkit.guarantee.Observation.Phase;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Hosts;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** What servers that do not exist cost, of which somebody has members join a room. */
final class NamesBench implements AutoCloseable {
  private static final Duration STICKY = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final double MOST_RATIO = 1.10;
  private static final int MOST_NAMES = 1_000_000;
  private static final long MILLIS = 1_000;
  private static final int HEALTHY = 20;
  private static final String FEDERATION = "federation";
  private static final String RETRY_TOPICS = "burdock.retry.";

  private final BenchRun run;
  private final Plan plan;
  private final World world;
  private final Pipeline pipeline;
  private SimulatedRoom crowded;

  /**
   * What to do.
   *
   * @param events sticky events in the room of the invented servers
   * @param seconds between two of them, and before the first
   * @param topics most retry topics
   */
  record Plan(int names, int events, int seconds, int topics) {
    Plan {
      if (names < 1 || names > MOST_NAMES) {
        throw ConfigException.of("--names", names, "1 to " + MOST_NAMES);
      }
      if (events < 1 || seconds < 1 || topics < 0) {
        throw new ConfigException("--events and --seconds: expected at least 1, --topics: 0");
      }
    }
  }

  NamesBench(BenchRun run, Plan plan)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.run = run;
    this.plan = plan;
    this.world = new World(run.folder(), List.of("ada", "ben"), List.of(HEALTHY), run.random());
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.federation.backoff.initial-ms", "2000");
    settings.put("burdock.federation.backoff.max-ms", "300000");
    settings.put("burdock.federation.request-timeout-ms", "30000");
    settings.put("burdock.federation.retry.topics", Integer.toString(plan.topics()));
    Map<String, String> nobody = new Hosts(run.folder().resolve("hosts")).environment();
    this.pipeline =
        Pipeline.start(
            run.folder(),
            settings,
            BenchRun.PUSHING,
            role -> role.equals(FEDERATION) ? nobody : Map.of());
  }

  int run() throws IOException, InterruptedException {
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    SimulatedRoom healthy = feed.createRoom(members(world.sites().get(0).names()));
    try (EventStream stream =
        EventStream.start(
            feed, List.of(healthy), world, EVERY, STICKY, new Random(run.random().nextLong()))) {
      run.await("the healthy have events", PATIENCE, this::reached, () -> reached() == HEALTHY);
      Thread.sleep(plan.seconds() * MILLIS);
      long diskBefore = bytesOnDisk();
      RoleProcess worker = pipeline.role(FEDERATION);
      long heapBefore = Heap.used(worker.pid());
      phase(Phase.Kind.CALM, () -> Thread.sleep(MILLIS * plan.events() * plan.seconds()));
      phase(Phase.Kind.CROWDING, this::crowd);
      phase(Phase.Kind.HURT, this::push);
      if (stream.failure().isPresent()) {
        throw new IOException("the feed: " + stream.failure().get());
      }
      long before = world.clock().millis();
      run.await(
          "the healthy have all", PATIENCE, () -> missing(before), () -> missing(before) == 0);
      return judge(heapBefore, Heap.used(worker.pid()), diskBefore, worker.metrics());
    }
  }

  @Override
  public void close() {
    pipeline.close();
    world.close();
  }

  /** Half of the names make a topic, half do not. Waits until the topology knows them. */
  private void crowd() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < plan.names(); i++) {
      names.add("n" + i + ".invented.test" + (i % 2 == 0 ? "" : ":8448"));
    }
    crowded = world.feedWithoutClients(pipeline.url("ingest")).createRoom(members(names));
    run.say("members of %d servers that do not exist joined a room", plan.names());
    try (StreamsGroup group = new StreamsGroup(pipeline)) {
      group.awaitApplied(run, PATIENCE, new RoomReadsClient(pipeline), List.of(crowded));
    }
  }

  private void push() throws IOException, InterruptedException {
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    for (int i = 0; i < plan.events(); i++) {
      feed.fill(crowded, crowded.creator(), STICKY, 1);
      Thread.sleep(plan.seconds() * MILLIS);
    }
  }

  /** Something that takes its time. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void phase(Phase.Kind kind, Work work) throws IOException, InterruptedException {
    CpuMeter cpu = new CpuMeter();
    long from = world.clock().millis();
    work.run();
    world.history().add(new Phase(kind, Set.of(), from, world.clock().millis()));
    ObjectNode json = run.report().withArray("phases").addObject().put("kind", kind.toString());
    cpu.writeTo(json);
    json.put("deliveries", HealthyUnharmed.latencies(world.history(), kind).size());
    json.put("p99_ms", p99(kind));
    run.say("%s", json);
  }

  private int judge(long heapBefore, long heap, long diskBefore, String metrics)
      throws IOException, InterruptedException {
    ObjectNode report = run.report();
    int topics = retryTopics();
    report.put("names", plan.names()).put("events", plan.events());
    report.put("retry_topics", topics).put("most_retry_topics", plan.topics());
    report.put("heap_before_bytes", heapBefore).put("heap_bytes", heap);
    report.put("heap_bytes_per_name", (heap - heapBefore) / plan.names());
    long disk = bytesOnDisk() - diskBefore;
    report.put("disk_bytes", disk).put("disk_bytes_per_name", disk / plan.names());
    ObjectNode lanes = report.putObject("lanes");
    LaneCounts.write(lanes, metrics);
    run.say("lanes: %s", lanes);
    long calm = p99(Phase.Kind.CALM);
    long hurt = p99(Phase.Kind.HURT);
    double ratio = (double) hurt / Math.max(1, calm);
    report.put("crowding_p99_ms", p99(Phase.Kind.CROWDING));
    report.put("calm_p99_ms", calm).put("hurt_p99_ms", hurt);
    report.put("ratio", BenchRun.rounded(ratio)).put("most_ratio", MOST_RATIO);
    return run.finish(topics <= plan.topics() && ratio <= MOST_RATIO);
  }

  private int retryTopics() throws IOException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrap()))) {
      return (int)
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(RETRY_TOPICS))
              .count();
    } catch (ExecutionException e) {
      throw new IOException("topics: " + e.getCause().getMessage(), e);
    }
  }

  /** What the broker keeps. */
  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(run.folder().resolve("kafka"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .mapToLong(NamesBench::size)
          .sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long p99(Phase.Kind kind) {
    return HealthyUnharmed.p99(world.history(), kind).orElse(-1);
  }

  private long reached() {
    return world.history().all(Send.class).stream().map(Send::destination).distinct().count();
  }

  private int missing(long before) {
    return world.outstanding().at(world.clock().millis(), before).size();
  }

  private List<String> members(List<String> servers) {
    List<String> members = new ArrayList<>(world.users());
    servers.forEach(server -> members.add(World.userOf(server)));
    return members;
  }
}
