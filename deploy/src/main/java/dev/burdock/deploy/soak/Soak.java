package dev.burdock.deploy.soak;

import dev.burdock.deploy.guarantee.Bounds;
import dev.burdock.deploy.guarantee.History;
import dev.burdock.deploy.guarantee.Observation.Disruption;
import dev.burdock.deploy.guarantee.Verdict;
import dev.burdock.deploy.simulation.EventStream;
import dev.burdock.deploy.simulation.Fault;
import dev.burdock.deploy.simulation.Feed;
import dev.burdock.deploy.simulation.Outstanding;
import dev.burdock.deploy.simulation.Pipeline;
import dev.burdock.deploy.simulation.RoleProcess;
import dev.burdock.deploy.simulation.SimulatedRoom;
import dev.burdock.deploy.simulation.Site;
import dev.burdock.deploy.simulation.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Breaks one thing after the other, at random, while events stream through the pipeline, and judges
 * all of it by the guarantees after each.
 */
final class Soak implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STICKY = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofMillis(500);
  private static final long CALM_MS = 3_000;
  private static final long POLL_MS = 100;
  private static final int MOST_FROZEN_MS = 12_000;
  private static final int SITES = 5;
  private static final int ROOMS = 6;

  private final RandomGenerator random;
  private final PrintWriter out;
  private final World world;
  private final Pipeline pipeline;
  private final EventStream stream;

  /** A soak whose pipeline runs, its data in {@code folder}. */
  Soak(Path folder, RandomGenerator random, PrintWriter out)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.random = random;
    this.out = out;
    List<Integer> sizes = Collections.nCopies(SITES, 1);
    this.world = new World(folder, List.of("ada", "ben", "cleo"), sizes, random);
    this.pipeline = Pipeline.start(folder, world.settings());
    Feed feed = world.feed(pipeline.url("ingest"));
    world.watch(pipeline.url("sync"));
    List<String> members = new ArrayList<>(world.users());
    world.sites().forEach(site -> members.add(World.userOf(site.names().get(0))));
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(feed.createRoom(members));
    }
    this.stream = EventStream.start(feed, rooms, world, EVERY, STICKY, random);
  }

  /** Breaks something, waits until all that is due has arrived, and judges. */
  Verdict round() throws IOException, InterruptedException {
    calm();
    long from = now();
    String what = hurt();
    long healed = now();
    long deadline = healed + 2 * RECOVERY.toMillis();
    while (now() < deadline && !Outstanding.of(world.history(), now(), healed).isEmpty()) {
      Thread.sleep(POLL_MS);
    }
    out.printf(
        "%s: %d ms, arrived after %d ms, %d events so far%n",
        what, healed - from, now() - healed, stream.sent());
    out.flush();
    return verdict();
  }

  /** What the guarantees say of everything so far. */
  Verdict verdict() {
    History history = world.history().copy();
    World.BACKOFF.of(history).forEach(history::add);
    return Verdict.of(history, Bounds.until(now(), RECOVERY, SLACK));
  }

  int sent() {
    return stream.sent();
  }

  @Override
  public void close() {
    stream.close();
    pipeline.close();
    world.close();
  }

  private String hurt() throws IOException, InterruptedException {
    RoleProcess role = pipeline.role(any(Pipeline.ROLES));
    return switch (random.nextInt(4)) {
      case 0 -> disrupted("kill -9 of " + role.role(), () -> restart(role));
      case 1 -> disrupted("SIGSTOP of " + role.role(), () -> freeze(role));
      case 2 -> disrupted("restart of the broker", this::restartBroker);
      default -> failing(any(world.sites()), any(Fault.bad()));
    };
  }

  /** Does what hurts the pipeline itself. */
  @FunctionalInterface
  private interface Hurt {
    void run() throws IOException, InterruptedException;
  }

  private String disrupted(String what, Hurt hurt) throws IOException, InterruptedException {
    long from = now();
    hurt.run();
    world.history().add(new Disruption(what, from, now()));
    return what;
  }

  private String failing(Site site, Fault fault) throws InterruptedException {
    site.become(fault);
    Thread.sleep(CALM_MS + random.nextInt(MOST_FROZEN_MS));
    site.become(Fault.NONE);
    return site.names().get(0) + " does " + fault;
  }

  private static void restart(RoleProcess role) throws IOException, InterruptedException {
    role.kill();
    role.start().awaitReady(START);
  }

  private void freeze(RoleProcess role) throws IOException, InterruptedException {
    role.freeze();
    Thread.sleep(random.nextInt(MOST_FROZEN_MS));
    role.thaw();
    role.awaitReady(START);
  }

  private void restartBroker() throws IOException, InterruptedException {
    pipeline.stopBroker();
    pipeline.startBroker();
    for (String role : Pipeline.ROLES) {
      pipeline.role(role).awaitReady(START);
    }
  }

  private void calm() throws InterruptedException {
    Thread.sleep(CALM_MS);
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private long now() {
    return world.clock().millis();
  }
}
