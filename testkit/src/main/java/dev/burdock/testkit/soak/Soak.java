package dev.burdock.testkit.soak;

import dev.burdock.deploy.app.Folders;
import dev.burdock.testkit.guarantee.Bounds;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Verdict;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Books;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.process.SteppedClock;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Breaks one thing after the other while events stream through the pipeline, each once and then at
 * random, and judges all of it by the guarantees after each.
 */
final class Soak implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STICKY = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofMillis(500);
  private static final long POLL_MS = 100;

  /** The roles with consumers in groups. */
  private static final Set<String> GROUPS = Set.of("streams", "federation");

  /** Less than events are sticky for, so that a clock that is ahead drops none that may be late. */
  private static final int MOST_STEP_SECONDS = 180;

  private static final int LEAST_STEP_SECONDS = 60;
  private static final int SITES = 5;
  private static final int ROOMS = 6;

  private final Tempo tempo;
  private final RandomGenerator random;
  private final PrintWriter out;
  private final World world;
  private final Pipeline pipeline;
  private final EventStream stream;
  private final Map<String, SteppedClock> clocks = new HashMap<>();
  private final List<Breakage> breakages;
  private final Deque<Breakage> first;
  private final List<String> broken = new ArrayList<>();

  /**
   * Something that hurts.
   *
   * @param hurt does it; returns when it is over
   */
  private record Breakage(String what, Hurt hurt) {}

  /** Does what hurts. */
  @FunctionalInterface
  private interface Hurt {
    void run() throws IOException, InterruptedException;
  }

  /** A soak whose pipeline runs, its data in {@code folder}. */
  Soak(Path folder, Tempo tempo, RandomGenerator random, PrintWriter out)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.tempo = tempo;
    this.random = random;
    this.out = out;
    List<Integer> sizes = Collections.nCopies(SITES, 1);
    this.world = new World(folder, List.of("ada", "ben", "cleo"), sizes, random);
    makeClocks(folder);
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.putAll(tempo.settings());
    this.pipeline = Pipeline.start(folder, settings, Pipeline.ROLES, this::environment);
    Feed feed = world.feed(pipeline.url("ingest"));
    world.watch(pipeline.url("sync"));
    List<String> members = new ArrayList<>(world.users());
    world.sites().forEach(site -> members.add(World.userOf(site.names().get(0))));
    List<SimulatedRoom> rooms = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(feed.createRoom(members));
    }
    this.breakages = breakages();
    List<Breakage> shuffled = new ArrayList<>(breakages);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    this.first = new ArrayDeque<>(shuffled);
    this.stream = EventStream.start(feed, rooms, world, EVERY, STICKY, random);
  }

  /** How many rounds break each thing once. */
  int kinds() {
    return breakages.size();
  }

  /** Breaks something, waits until all that is due has arrived, and judges. */
  Verdict round() throws IOException, InterruptedException {
    Thread.sleep(tempo.calm());
    Breakage next = first.isEmpty() ? any(breakages) : first.remove();
    long from = now();
    next.hurt().run();
    long healed = now();
    broken.add(next.what());
    long deadline = healed + 2 * RECOVERY.toMillis();
    while (now() < deadline && !world.outstanding().at(now(), healed).isEmpty()) {
      Thread.sleep(POLL_MS);
    }
    out.printf(
        "%s: %d ms, arrived after %d ms, %d events so far%n",
        next.what(), healed - from, now() - healed, stream.sent());
    out.flush();
    return verdict();
  }

  /** What was broken so far, in order. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  /** What the guarantees say of everything so far. */
  Verdict verdict() {
    History history = world.history().copy();
    try (Books books = pipeline.books()) {
      books.balanced(history, now(), RECOVERY).forEach(history::add);
    }
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

  private void makeClocks(Path folder) throws IOException {
    Optional<Path> library = SteppedClock.library();
    if (library.isEmpty()) {
      out.println("no libfaketime here: no clock is set");
      return;
    }
    for (String role : Pipeline.ROLES) {
      clocks.put(role, new SteppedClock(library.get(), folder.resolve(role + ".clock")));
    }
  }

  private Map<String, String> environment(String role) {
    return clocks.containsKey(role) ? clocks.get(role).environment() : Map.of();
  }

  private List<Breakage> breakages() {
    List<Breakage> all = new ArrayList<>();
    for (String name : Pipeline.ROLES) {
      RoleProcess role = pipeline.role(name);
      all.add(disrupting("kill -9 of " + name, () -> restart(role)));
      all.add(disrupting("SIGSTOP of " + name, () -> freeze(role)));
      if (clocks.containsKey(name)) {
        all.add(new Breakage("clock of " + name, () -> step(clocks.get(name))));
      }
    }
    all.add(disrupting("restart of the broker", this::restartBroker));
    all.add(disrupting("loss of the stores", this::loseStores));
    all.add(new Breakage("remote servers", this::failing));
    return all;
  }

  private Breakage disrupting(String what, Hurt hurt) {
    return new Breakage(
        what,
        () -> {
          long from = now();
          hurt.run();
          world.history().add(new Disruption(what, from, now()));
        });
  }

  /** All sites but one fail, each in its way. */
  private void failing() throws InterruptedException {
    List<Fault> faults = new ArrayList<>(Fault.bad());
    Collections.shuffle(faults, new Random(random.nextLong()));
    List<Site> sites = world.sites().subList(1, SITES);
    for (int i = 0; i < sites.size(); i++) {
      sites.get(i).become(faults.get(i));
    }
    Thread.sleep(tempo.failing() + random.nextInt(tempo.failing()));
    sites.forEach(site -> site.become(Fault.NONE));
  }

  private static void restart(RoleProcess role) throws IOException, InterruptedException {
    role.kill();
    role.start().awaitReady(START);
  }

  private void freeze(RoleProcess role) throws IOException, InterruptedException {
    role.freeze();
    Thread.sleep(GROUPS.contains(role.role()) ? tempo.frozenInGroup() : tempo.frozen());
    role.thaw();
    role.awaitReady(START);
  }

  private void loseStores() throws IOException, InterruptedException {
    RoleProcess streams = pipeline.role("streams");
    streams.kill();
    Folders.delete(pipeline.stores());
    streams.start().awaitReady(START);
  }

  /** Sets a clock, and right again, while a server backs off by it. */
  private void step(SteppedClock clock) throws IOException, InterruptedException {
    int seconds = LEAST_STEP_SECONDS + random.nextInt(MOST_STEP_SECONDS - LEAST_STEP_SECONDS);
    Site failing = world.sites().get(1);
    failing.become(Fault.SERVER_ERROR);
    Thread.sleep(tempo.stepped());
    clock.step(Duration.ofSeconds(random.nextBoolean() ? seconds : -seconds));
    Thread.sleep(tempo.stepped());
    clock.step(Duration.ZERO);
    Thread.sleep(tempo.stepped());
    failing.become(Fault.NONE);
  }

  private void restartBroker() throws IOException, InterruptedException {
    pipeline.stopBroker();
    pipeline.startBroker();
    for (String role : Pipeline.ROLES) {
      pipeline.role(role).awaitReady(START);
    }
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private long now() {
    return world.clock().millis();
  }
}
