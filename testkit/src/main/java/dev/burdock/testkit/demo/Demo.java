package dev.burdock.testkit.demo;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.fanout.federation.config.BackoffConfig;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.schemas.config.Settings;
import dev.burdock.testkit.demo.report.Conduct;
import dev.burdock.testkit.demo.report.DemoReport;
import dev.burdock.testkit.demo.report.ProgressLine;
import dev.burdock.testkit.demo.score.ClientChecks;
import dev.burdock.testkit.demo.score.Score;
import dev.burdock.testkit.demo.score.Scoreboard;
import dev.burdock.testkit.guarantee.BackoffFloor;
import dev.burdock.testkit.guarantee.Bounds;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Verdict;
import dev.burdock.testkit.homeserver.HomeserverState;
import dev.burdock.testkit.homeserver.Identity;
import dev.burdock.testkit.homeserver.SimulatedHomeserver;
import dev.burdock.testkit.oracle.Expectations;
import dev.burdock.testkit.process.Books;
import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.RecordingReader;
import dev.burdock.testkit.replay.Replay;
import dev.burdock.testkit.world.World;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The main job on real input: Burdock as a whole in this process, fed with the recording by a
 * simulated homeserver, read by long-polling clients, pushing to simulated remote servers, judged
 * by the guarantees and counted on a scoreboard.
 */
public final class Demo implements AutoCloseable {
  private static final int CLIENTS = 3;
  private static final long DRAIN_MS = 90_000;
  private static final long QUIET_MS = 15_000;
  private static final long LINGER_MS = 1_500;
  private static final long POLL_MS = 100;

  /** How long an event may take once nothing stands in its way any more. */
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** How far the clocks of observers may lag behind what happened. */
  private static final Duration SLACK = Duration.ofMillis(500);

  private static final double PERCENT = 100;

  private final DemoOptions options;
  private final PrintWriter out;
  private final Clock clock;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  public Demo(DemoOptions options, PrintWriter out, Clock clock) {
    this.options = options;
    this.out = out;
    this.clock = clock;
  }

  /** Runs it in {@code folder}, which should be empty; returns its report. */
  public DemoReport run(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Recording recording = recording();
    HomeserverState state = new HomeserverState();
    Identity identity = new Identity(recording.server(), recording.key());
    List<String> users = Cast.clients(recording, CLIENTS);
    World world = keep(world(folder, recording, identity, users, state));
    RemoteParts remotes = new RemoteParts(world, recording.remoteServers());
    List<String> servers = List.copyOf(remotes.conducts().keySet());
    Expectations expectations = new Expectations(users, servers, world.history());
    Vertx vertx = Vertx.vertx();
    parts.push(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
    SimulatedHomeserver homeserver =
        keep(SimulatedHomeserver.start(state, identity, DemoSettings.AS_TOKEN, vertx));
    say("starting Kafka, the schema registry and all roles");
    Settings settings = DemoSettings.of(world, homeserver.url());
    Standalone standalone = keep(Standalone.start(folder.resolve("data"), settings));
    world.watchPromptly(URI.create("http://127.0.0.1:" + standalone.port(Role.SYNC)));
    parts.push(world::unwatch);
    Replay replay =
        new Replay(
            recording,
            state,
            expectations,
            clock,
            "http://127.0.0.1:" + standalone.port(Role.INGEST),
            DemoSettings.HS_TOKEN,
            Long.toString(clock.millis()));
    say("replaying %d s at %.0f events/s".formatted(options.seconds(), options.rate()));
    Scoreboard scoreboard = new Scoreboard(expectations, world.history(), users, servers);
    Supplier<Score> score = () -> scoreboard.score(remotes.outages(), clock.millis());
    play(replay, remotes, score);
    world.history().writeTo(folder.resolve("history"));
    return report(score.get(), violations(world, expectations, standalone), remotes.conducts());
  }

  /** Stops everything that {@link #run} started. */
  @Override
  public void close() throws IOException {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IOException("demo: cannot stop: " + e.getMessage(), e);
      }
    }
  }

  private Recording recording() throws IOException {
    Recording original = RecordingReader.read(Map.of());
    List<ServerName> names = RemoteParts.names(original.remoteServers().size());
    Map<String, String> renamed = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      renamed.put(original.remoteServers().get(i).value(), names.get(i).value());
    }
    return RecordingReader.read(renamed);
  }

  private static World world(
      Path folder,
      Recording recording,
      Identity identity,
      List<String> users,
      HomeserverState state)
      throws IOException, GeneralSecurityException {
    List<String> addresses = recording.remoteServers().stream().map(RemoteParts::address).toList();
    return new World(folder, identity, users, state::version, addresses, new Random());
  }

  private void play(Replay replay, RemoteParts remotes, Supplier<Score> score)
      throws InterruptedException {
    ProgressLine progress = ProgressLine.start(out, options.terminal(), score, clock);
    try {
      Downtime downtime = Downtime.start(remotes, options.seconds());
      replay.run(options.seconds() * 1_000L, options.rate());
      downtime.awaitEnd();
      drain(score);
      // What comes twice comes late.
      Thread.sleep(LINGER_MS);
    } finally {
      progress.close();
    }
  }

  /** Waits for what is awaited, and for what is overdue as long as anything comes. */
  private void drain(Supplier<Score> scores) throws InterruptedException {
    long deadline = clock.millis() + DRAIN_MS;
    long lastNews = clock.millis();
    Score before = scores.get();
    Score score = before;
    while ((score.awaited() > 0 || (score.lost() > 0 && clock.millis() < lastNews + QUIET_MS))
        && clock.millis() < deadline) {
      Thread.sleep(POLL_MS);
      score = scores.get();
      if (score.delivered() > before.delivered()) {
        before = score;
        lastNews = clock.millis();
      }
    }
  }

  /** What the guarantees say of it, and what only a run in which nothing is hurt can be asked. */
  private List<String> violations(World world, Expectations expectations, Standalone standalone) {
    BackoffConfig config = BackoffConfig.from(standalone.settings());
    BackoffFloor backoff =
        new BackoffFloor(
            config.initial(),
            config.max(),
            config.jitterPercent() / PERCENT,
            World.BACKOFF.shortestWait());
    History history = world.history().copy();
    try (Books books = new Books(standalone.kafka())) {
      books.balanced(history, clock.millis(), RECOVERY).forEach(history::add);
    }
    backoff.of(history).forEach(history::add);
    Bounds bounds = Bounds.until(clock.millis(), RECOVERY, SLACK);
    List<String> violations = new ArrayList<>(Verdict.of(history, bounds).violations());
    violations.addAll(ClientChecks.violations(expectations, history));
    return violations;
  }

  private DemoReport report(Score score, List<String> violations, Map<String, Conduct> conducts) {
    long first = score.firstDeliveryMs() == 0 ? -1 : score.firstDeliveryMs() - options.startedMs();
    return new DemoReport(score, violations, conducts, options.seconds(), first);
  }

  private void say(String what) {
    out.println("burdock demo: " + what);
    out.flush();
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }
}
