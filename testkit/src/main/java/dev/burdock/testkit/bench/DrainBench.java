package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.testkit.guarantee.Bounds;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Verdict;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Books;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How long a recovered destination takes to get what waited for it. */
final class DrainBench implements AutoCloseable {
  private static final Duration STICKY = Duration.ofMinutes(60);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration SLACK = Duration.ofMillis(500);
  private static final Duration REST = Duration.ofSeconds(5);
  private static final int BATCH = 100;
  private static final int MOST_PDUS = 1_000_000;

  private final BenchRun run;
  private final int pdus;
  private final Fault fault;
  private final Duration bound;
  private final World world;
  private final Pipeline pipeline;
  private final Site down;
  private final Site up;

  /**
   * @param bound longest time from the recovery to the last PDU, seconds
   */
  DrainBench(BenchRun run, int pdus, Fault fault, int bound)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (pdus < 1 || pdus > MOST_PDUS) {
      throw ConfigException.of("--pdus", pdus, "1 to " + MOST_PDUS);
    }
    this.run = run;
    this.pdus = pdus;
    this.fault = fault;
    this.bound = Duration.ofSeconds(bound);
    this.world = new World(run.folder(), List.of("ada"), List.of(1, 1), run.random());
    this.down = world.sites().get(0);
    this.up = world.sites().get(1);
    this.pipeline = Pipeline.start(run.folder(), world.settings(), BenchRun.PUSHING);
  }

  int run() throws IOException, InterruptedException {
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    SimulatedRoom room = feed.createRoom(List.of(world.users().get(0), userOf(down), userOf(up)));
    feed.sticky(room, room.creator(), STICKY);
    await(down, 1);
    down.become(fault);
    run.say("%s does %s", down.names().get(0), fault);
    for (int sent = 0; sent < pdus; sent += BATCH) {
      feed.sticky(room, room.creator(), STICKY, Math.min(BATCH, pdus - sent));
    }
    run.say("%d events acknowledged", pdus);
    await(up, pdus + 1);
    Thread.sleep(REST.toMillis());
    long before = taken(down);
    down.become(Fault.NONE);
    long recovered = now();
    run.say("%s is up again, has %d", down.names().get(0), before);
    await(down, pdus + 1);
    return judge(recovered, before);
  }

  @Override
  public void close() {
    pipeline.close();
    world.close();
  }

  private int judge(long recovered, long before) throws IOException {
    List<Send> sends = sends(down).filter(send -> send.startedAt() >= recovered).toList();
    List<Send> accepted = sends.stream().filter(send -> send.result() == Result.ACCEPTED).toList();
    long first = accepted.stream().mapToLong(Send::startedAt).min().orElse(recovered);
    long last = accepted.stream().mapToLong(Send::endedAt).max().orElse(recovered);
    double draining = BenchRun.seconds(Duration.ofMillis(last - first));
    ObjectNode report = run.report();
    report.put("pdus", pdus + 1 - before).put("fault", fault.toString());
    report.put("wait_seconds", BenchRun.seconds(Duration.ofMillis(first - recovered)));
    report.put("drain_seconds", draining);
    report.put("seconds", BenchRun.seconds(Duration.ofMillis(last - recovered)));
    report.put("bound_seconds", bound.toSeconds());
    report.put("pdus_per_second", Math.round((pdus + 1 - before) / Math.max(0.001, draining)));
    report.put("transactions", accepted.size()).put("failed_calls", sends.size() - accepted.size());
    History history = world.history().copy();
    try (Books books = pipeline.books()) {
      books.balanced(history, now(), PATIENCE).forEach(history::add);
    }
    World.BACKOFF.of(history).forEach(history::add);
    Verdict verdict = Verdict.of(history, Bounds.until(now(), bound, SLACK));
    var violations = report.putArray("violations");
    verdict.violations().forEach(violations::add);
    run.say("%s", verdict);
    return run.finish(verdict.holds() && Duration.ofMillis(last - recovered).compareTo(bound) <= 0);
  }

  private void await(Site site, int count) throws IOException, InterruptedException {
    Duration took =
        run.await(
            site.names().get(0) + " has all events",
            PATIENCE,
            () -> taken(site) + " of " + count,
            () -> taken(site) == count);
    run.say("%s has %d events after %d ms", site.names().get(0), count, took.toMillis());
  }

  private long taken(Site site) {
    return sends(site)
        .filter(send -> send.result().processed())
        .flatMap(send -> send.eventIds().stream())
        .distinct()
        .count();
  }

  private Stream<Send> sends(Site site) {
    return world.history().all(Send.class).stream()
        .filter(send -> site.names().contains(send.destination()));
  }

  private static String userOf(Site site) {
    return World.userOf(site.names().get(0));
  }

  private long now() {
    return world.clock().millis();
  }
}
