package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** How soon a federation worker is back, and what failing destinations cost it. */
final class RestartBench implements AutoCloseable {
  private static final Duration STICKY = Duration.ofMinutes(60);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final String FEDERATION = "federation";
  private static final int MOST = 100_000;

  private final BenchRun run;
  private final Plan plan;
  private final Sites sites;
  private final World world;
  private final Pipeline pipeline;
  private final Set<String> healthy;

  /**
   * What to do.
   *
   * @param waiting PDUs for each failing destination
   * @param settle how long they fail before the kill, seconds
   * @param bound from the start to the first transaction, seconds
   */
  record Plan(int failing, int waiting, int settle, int bound) {
    Plan {
      if (failing < 1 || failing > MOST) {
        throw ConfigException.of("--failing", failing, "1 to " + MOST);
      }
      if (waiting < 1 || waiting > MOST) {
        throw ConfigException.of("--waiting", waiting, "1 to " + MOST);
      }
    }
  }

  RestartBench(BenchRun run, Plan plan)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.run = run;
    this.plan = plan;
    this.sites = new Sites(1, plan.failing());
    this.world = new World(run.folder(), List.of("ada", "ben"), sites.sizes(), run.random());
    this.healthy = Set.copyOf(sites.healthy(world));
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.federation.backoff.initial-ms", "2000");
    settings.put("burdock.federation.backoff.max-ms", "300000");
    settings.put("burdock.federation.request-timeout-ms", "10000");
    this.pipeline = Pipeline.start(run.folder(), settings, BenchRun.PUSHING);
  }

  int run() throws IOException, InterruptedException {
    sites.die(world);
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    SimulatedRoom quiet = room(feed, List.copyOf(healthy));
    SimulatedRoom loud = room(feed, sites.dying(world));
    feed.sticky(quiet, quiet.creator(), STICKY);
    run.await("the healthy one has an event", PATIENCE, () -> "", () -> sentSince(0).isPresent());
    RoleProcess worker = pipeline.role(FEDERATION);
    long heapWithout = Heap.used(worker.pid());
    run.say("heap without failing destinations: %d bytes", heapWithout);
    for (int i = 0; i < plan.waiting(); i++) {
      feed.sticky(loud, loud.creator(), STICKY);
      Thread.sleep(plan.settle() * 1_000L / (2L * plan.waiting()));
    }
    Thread.sleep(plan.settle() * 1_000L / 2);
    long heapWith = Heap.used(worker.pid());
    run.say("heap with %d failing destinations: %d bytes", plan.failing(), heapWith);
    ObjectNode report = run.report();
    report.put("failing", plan.failing()).put("waiting_for_each", plan.waiting());
    report.put("heap_without_bytes", heapWithout).put("heap_with_bytes", heapWith);
    report.put("bytes_per_failing", (heapWith - heapWithout) / plan.failing());
    LaneCounts.write(report.putObject("lanes"), worker.metrics());
    restart(feed, quiet, worker);
    double took = report.path("start_to_send_seconds").asDouble();
    return run.finish(took <= plan.bound());
  }

  @Override
  public void close() {
    pipeline.close();
    world.close();
  }

  private void restart(Feed feed, SimulatedRoom quiet, RoleProcess worker)
      throws IOException, InterruptedException {
    try (EventStream stream =
        EventStream.start(
            feed, List.of(quiet), world, EVERY, STICKY, new Random(run.random().nextLong()))) {
      run.await("the stream flows", PATIENCE, stream::sent, () -> stream.sent() > 0);
      long killed = now();
      worker.kill();
      long started = now();
      worker.start();
      Duration ready = run.await("ready", PATIENCE, () -> "", worker::isReady);
      run.await("sends again", PATIENCE, () -> "", () -> sentSince(started).isPresent());
      long sent = sentSince(started).getAsLong();
      ObjectNode report = run.report();
      report.put("start_to_ready_seconds", BenchRun.seconds(ready));
      report.put("start_to_send_seconds", BenchRun.seconds(Duration.ofMillis(sent - started)));
      report.put("kill_to_send_seconds", BenchRun.seconds(Duration.ofMillis(sent - killed)));
      long before = now();
      Duration took =
          run.await(
              "the healthy one has all",
              PATIENCE,
              () -> missing(before),
              () -> missing(before) == 0);
      report.put(
          "start_to_all_seconds", BenchRun.seconds(Duration.ofMillis(before - started).plus(took)));
    }
  }

  private SimulatedRoom room(Feed feed, List<String> servers)
      throws IOException, InterruptedException {
    List<String> members = new ArrayList<>(world.users());
    servers.forEach(server -> members.add(World.userOf(server)));
    return feed.createRoom(members);
  }

  private OptionalLong sentSince(long at) {
    return world.history().all(Send.class).stream()
        .filter(send -> healthy.contains(send.destination()))
        .filter(send -> send.result().processed() && send.startedAt() >= at)
        .mapToLong(Send::startedAt)
        .min();
  }

  private long missing(long before) {
    return world.outstanding().at(now(), before).stream()
        .filter(words -> healthy.stream().anyMatch(words::endsWith))
        .count();
  }

  private long now() {
    return world.clock().millis();
  }
}
