package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.testkit.guarantee.HealthyUnharmed;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Phase;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What dead destinations do to the healthy ones beside them (guarantee 6). */
final class NeighboursBench implements AutoCloseable {
  private static final Duration STICKY = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final double PER_BATCH = 2;
  private static final double MOST_RATIO = 1.10;
  private static final long MILLIS = 1_000;

  private final BenchRun run;
  private final Plan plan;
  private final Sites sites;
  private final World world;
  private final Pipeline pipeline;
  private final Set<String> dying;

  /**
   * What to do.
   *
   * @param seconds of one phase
   * @param rate events per second
   * @param members remote servers in each room
   */
  record Plan(int destinations, int dead, int rounds, int seconds, double rate, int members) {
    Plan {
      if (dead < 1 || dead >= destinations) {
        throw ConfigException.of("--dead", dead, "1 to " + (destinations - 1));
      }
      if (members < 1 || members > destinations) {
        throw ConfigException.of("--members", members, "1 to " + destinations);
      }
      if (rounds < 1 || seconds < 1 || !(rate > 0 && rate <= MILLIS)) {
        throw new ConfigException("--rounds, --seconds and --rate: expected at least 1");
      }
    }
  }

  NeighboursBench(BenchRun run, Plan plan)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.run = run;
    this.plan = plan;
    this.sites = new Sites(plan.destinations() - plan.dead(), plan.dead());
    this.world = new World(run.folder(), List.of("ada", "ben"), sites.sizes(), run.random());
    this.dying = Set.copyOf(sites.dying(world));
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.federation.backoff.initial-ms", "2000");
    settings.put("burdock.federation.backoff.max-ms", "10000");
    settings.put("burdock.federation.request-timeout-ms", "10000");
    this.pipeline = Pipeline.start(run.folder(), settings, BenchRun.PUSHING);
  }

  int run() throws IOException, InterruptedException {
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    sites.separate(world);
    List<SimulatedRoom> rooms = rooms(feed);
    run.say("%d rooms of %d remote servers each", rooms.size(), plan.members());
    Duration every = Duration.ofMillis(Math.round(MILLIS * PER_BATCH / plan.rate()));
    List<Phase> phases = new ArrayList<>();
    try (EventStream stream =
        EventStream.start(feed, rooms, world, every, STICKY, new Random(run.random().nextLong()))) {
      warmUp(feed, rooms);
      sites.die(world);
      Thread.sleep(plan.seconds() * MILLIS);
      sites.recover(world);
      recovered(stream);
      for (int round = 0; round < plan.rounds(); round++) {
        phases.add(phase(Phase.Kind.CALM, () -> {}));
        phases.add(phase(Phase.Kind.HURT, () -> sites.die(world)));
        sites.recover(world);
        recovered(stream);
      }
    }
    Duration last = recovered(null);
    run.say("everything arrived %d ms after the last event", last.toMillis());
    return judge(phases);
  }

  @Override
  public void close() {
    pipeline.close();
    world.close();
  }

  /** Rooms of random servers, so that each server is in some. */
  private List<SimulatedRoom> rooms(Feed feed) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(sites.healthy(world));
    all.addAll(dying);
    Collections.sort(all);
    Random random = new Random(run.random().nextLong());
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int copies = 0; copies < 2; copies++) {
      Collections.shuffle(all, random);
      for (int from = 0; from < all.size(); from += plan.members()) {
        List<String> members = new ArrayList<>(world.users());
        all.subList(from, Math.min(all.size(), from + plan.members()))
            .forEach(server -> members.add(World.userOf(server)));
        rooms.add(feed.createRoom(members));
      }
    }
    return rooms;
  }

  private void warmUp(Feed feed, List<SimulatedRoom> rooms)
      throws IOException, InterruptedException {
    for (SimulatedRoom room : rooms) {
      feed.sticky(room, room.creator(), STICKY);
    }
    Duration took =
        run.await(
            "every server has an event",
            PATIENCE,
            () -> reached() + " of " + plan.destinations(),
            () -> reached() == plan.destinations());
    run.say("every server has an event after %d ms", took.toMillis());
    Thread.sleep(plan.seconds() * MILLIS);
  }

  private long reached() {
    return world.history().all(Send.class).stream()
        .filter(send -> send.result().processed())
        .map(Send::destination)
        .distinct()
        .count();
  }

  private Phase phase(Phase.Kind kind, Runnable begin) throws InterruptedException {
    CpuMeter cpu = new CpuMeter();
    long from = now();
    begin.run();
    Thread.sleep(plan.seconds() * MILLIS);
    Set<String> dead = kind == Phase.Kind.HURT ? dying : Set.of();
    Phase phase = new Phase(kind, dead, from, now());
    ObjectNode json = run.report().withArray("phases").addObject().put("kind", kind.toString());
    cpu.writeTo(json);
    world.history().add(phase);
    describe(json, List.of(phase));
    run.say("%s", json);
    return phase;
  }

  /** Waits until everything that was acknowledged by now has arrived. */
  private Duration recovered(EventStream stream) throws IOException, InterruptedException {
    long before = now();
    Duration took =
        run.await(
            "the dead ones catch up",
            PATIENCE,
            () -> missing(before).size() + " missing",
            () -> missing(before).isEmpty());
    if (stream != null && stream.failure().isPresent()) {
      throw new IOException("the feed: " + stream.failure().get());
    }
    run.report().withArray("caught_up_seconds").add(BenchRun.seconds(took));
    return took;
  }

  private List<String> missing(long before) {
    return world.outstanding().at(now(), before);
  }

  private int judge(List<Phase> phases) throws IOException {
    world.history().writeTo(run.folder().resolve("history.log"));
    ObjectNode report = run.report();
    report.put("destinations", plan.destinations()).put("dead", plan.dead());
    report.put("events_per_second", plan.rate()).put("servers_per_event", plan.members());
    long calm = HealthyUnharmed.p99(world.history(), Phase.Kind.CALM).orElse(-1);
    long hurt = HealthyUnharmed.p99(world.history(), Phase.Kind.HURT).orElse(-1);
    report.put("calm_p99_ms", calm).put("hurt_p99_ms", hurt);
    double ratio = (double) hurt / Math.max(1, calm);
    report.put("ratio", BenchRun.rounded(ratio)).put("most_ratio", MOST_RATIO);
    List<Long> calms =
        phases.stream().filter(phase -> phase.kind() == Phase.Kind.CALM).map(this::p99).toList();
    report.put(
        "calm_noise",
        BenchRun.rounded((double) Collections.max(calms) / Math.max(1, Collections.min(calms))));
    report.put("calls_to_dead", callsToDead());
    int lost = missing(now()).size();
    report.put("lost", lost);
    return run.finish(ratio <= MOST_RATIO && lost == 0);
  }

  private long p99(Phase phase) {
    return HealthyUnharmed.p99(only(List.of(phase)), phase.kind()).orElse(-1);
  }

  private void describe(ObjectNode json, List<Phase> phases) {
    Phase.Kind kind = phases.get(0).kind();
    History history = only(phases);
    List<Long> latencies = HealthyUnharmed.latencies(history, kind);
    json.put("deliveries", latencies.size());
    json.put("p50_ms", latencies.isEmpty() ? -1 : latencies.get(latencies.size() / 2));
    json.put("p99_ms", HealthyUnharmed.p99(history, kind).orElse(-1));
    json.put("max_ms", latencies.isEmpty() ? -1 : latencies.get(latencies.size() - 1));
  }

  /** The history with these phases alone. */
  private History only(List<Phase> phases) {
    History history = new History();
    world.history().events().values().forEach(history::add);
    world.history().all(Send.class).forEach(history::add);
    phases.forEach(history::add);
    history.add(new Phase(Phase.Kind.HURT, dying, 0, 0));
    return history;
  }

  private long callsToDead() {
    return world.history().all(Send.class).stream()
        .filter(send -> dying.contains(send.destination()) && !send.result().processed())
        .collect(Collectors.counting());
  }

  private long now() {
    return world.clock().millis();
  }
}
