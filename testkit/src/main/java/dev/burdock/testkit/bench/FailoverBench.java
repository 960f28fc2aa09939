package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/** How soon rooms are read again when their owner dies. */
final class FailoverBench implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration LOADING = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration STANDBY = Duration.ofMinutes(1);
  private static final Duration STICKY = Duration.ofMinutes(60);
  private static final String SECOND = "streams-2";
  private static final int COUNTED = 20;

  private final BenchRun run;
  private final Plan plan;
  private final World world;
  private final Pipeline pipeline;
  private final RoleProcess second;
  private final Path secondStores;
  private final RoomReadsClient reader;
  private final StreamsGroup group;
  private final Feed feed;

  /**
   * What to do.
   *
   * @param seconds how long rooms are read after the kill
   * @param bound until new events are read, seconds
   */
  record Plan(int events, int rooms, int seconds, int bound) {
    Plan {
      if (rooms < Pipeline.PARTITIONS) {
        throw ConfigException.of("--rooms", rooms, "at least " + Pipeline.PARTITIONS);
      }
      if (events < rooms) {
        throw ConfigException.of("--events", events, "at least --rooms");
      }
    }

    int perRoom() {
      return events / rooms;
    }
  }

  FailoverBench(BenchRun run, Plan plan)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.run = run;
    this.plan = plan;
    this.world = new World(run.folder(), List.of("ada", "ben"), List.of(), run.random());
    this.pipeline = Pipeline.start(run.folder(), world.settings(), List.of("ingest", "streams"));
    this.second = pipeline.another("streams", SECOND).start().awaitReady(START);
    this.secondStores = run.folder().resolve(SECOND);
    this.reader = new RoomReadsClient(pipeline);
    this.group = new StreamsGroup(pipeline);
    this.feed = world.feedWithoutClients(pipeline.url("ingest"));
  }

  int run() throws IOException, InterruptedException {
    run.await(
        "both nodes have their share",
        PATIENCE,
        () -> "",
        () -> group.owned(secondStores).size() == Pipeline.PARTITIONS / 2);
    List<SimulatedRoom> rooms = load();
    Set<Integer> partitions = group.owned(secondStores);
    List<SimulatedRoom> owned =
        rooms.stream()
            .filter(room -> partitions.contains(StreamsGroup.partition(room.id())))
            .toList();
    run.report().put("rooms", rooms.size()).put("rooms_of_the_killed", owned.size());
    boolean standby = true;
    for (SimulatedRoom room : StreamsGroup.oneOfEach(owned).values()) {
      long last = group.last().get(StreamsGroup.partition(room.id()));
      standby &=
          run.holdsWithin("the standby has all", STANDBY, () -> reader.hasCopy(room.id(), last));
    }
    run.report().put("standby_ready", standby);
    kill(owned);
    int missing = 0;
    for (SimulatedRoom room : owned.subList(0, Math.min(COUNTED, owned.size()))) {
      missing += Math.max(0, plan.perRoom() - reader.count(room.id()));
    }
    run.report().put("missing_in_sample", missing);
    double fresh = run.report().path("new_event_seconds").asDouble();
    return run.finish(missing == 0 && fresh <= plan.bound());
  }

  @Override
  public void close() {
    second.close();
    group.close();
    pipeline.close();
    world.close();
  }

  private List<SimulatedRoom> load() throws IOException, InterruptedException {
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int i = 0; i < plan.rooms(); i++) {
      rooms.add(feed.createRoom(world.users()));
    }
    int total = plan.perRoom() * rooms.size();
    Loader loader = new Loader(feed, world);
    CpuMeter cpu = new CpuMeter();
    List<Future<?>> work = loader.fill(rooms, plan.perRoom());
    Duration loading =
        run.await(
            "load",
            LOADING,
            () -> loader.acknowledged() + " of " + total + " acknowledged",
            () -> Loader.done(work));
    Duration applying = group.awaitApplied(run, LOADING, reader, rooms);
    ObjectNode report = run.report();
    report.put("events", total).put("acknowledged_seconds", BenchRun.seconds(loading));
    report.put("load_seconds", BenchRun.seconds(loading.plus(applying)));
    cpu.writeTo(report.putObject("load_cpu"));
    run.say("%d events acknowledged in %s, applied %s later", total, loading, applying);
    return rooms;
  }

  private void kill(List<SimulatedRoom> owned) throws IOException, InterruptedException {
    List<String> ids = owned.stream().map(SimulatedRoom::id).toList();
    Map<Integer, Long> last = group.last();
    try (Probes plain = Probes.start(ids, reader::answers);
        Probes placed =
            Probes.start(
                ids, room -> reader.answers(room, last.get(StreamsGroup.partition(room))))) {
      Thread.sleep(Duration.ofSeconds(2).toMillis());
      long killed = System.nanoTime();
      second.kill();
      run.say("killed the owner of %d rooms", ids.size());
      for (SimulatedRoom room : StreamsGroup.oneOfEach(owned).values()) {
        feed.fill(room, room.creator(), STICKY, 1);
      }
      group.awaitApplied(run, LOADING, reader, owned);
      Duration fresh = Duration.ofNanos(System.nanoTime() - killed);
      run.report().put("new_event_seconds", BenchRun.seconds(fresh));
      run.say("new events of all its rooms are read after %s", fresh);
      long left = Duration.ofSeconds(plan.seconds()).minus(fresh).toMillis();
      Thread.sleep(Math.max(0, left));
      plain.writeTo(run.report().putObject("reads"), killed);
      placed.writeTo(run.report().putObject("reads_at_a_position"), killed);
      run.say("reads: %s", run.report().path("reads"));
      run.say("reads at a position: %s", run.report().path("reads_at_a_position"));
    }
  }
}
