package dev.burdock.testkit.demo;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.testkit.demo.client.LongPollClient;
import dev.burdock.testkit.demo.remote.RemoteServers;
import dev.burdock.testkit.demo.remote.Temper;
import dev.burdock.testkit.demo.report.DemoReport;
import dev.burdock.testkit.demo.report.Progress;
import dev.burdock.testkit.demo.score.Ledger;
import dev.burdock.testkit.demo.score.Score;
import dev.burdock.testkit.homeserver.HomeserverState;
import dev.burdock.testkit.homeserver.SimulatedHomeserver;
import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.RecordingReader;
import dev.burdock.testkit.replay.Replay;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The main job on real input: Burdock as a whole in this process, fed with the recording by a
 * simulated homeserver, read by long-polling clients, pushing to simulated remote servers, and
 * audited by a ledger of its own.
 */
public final class Demo implements AutoCloseable {
  private static final int CLIENTS = 3;
  private static final long DRAIN_MS = 90_000;
  private static final long QUIET_MS = 15_000;
  private static final long LINGER_MS = 1_500;
  private static final long POLL_MS = 100;

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
  public DemoReport run(Path folder) throws IOException, InterruptedException {
    Recording recording = recording();
    Ledger ledger = new Ledger(clock);
    HomeserverState state = new HomeserverState();
    Vertx vertx = Vertx.vertx();
    parts.push(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
    SimulatedHomeserver homeserver =
        keep(SimulatedHomeserver.start(state, recording, DemoSettings.AS_TOKEN, vertx));
    RemoteServers remotes =
        keep(
            RemoteServers.start(
                vertx,
                recording.remoteServers(),
                recording.server(),
                recording.key().verifyKey(),
                ledger::version,
                ledger,
                clock,
                folder));
    List<String> users = Cast.clients(recording, CLIENTS);
    users.forEach(ledger::addClient);
    remotes.tempers().keySet().forEach(ledger::addServer);
    say("starting Kafka, the schema registry and all roles");
    Standalone standalone =
        keep(
            Standalone.start(
                folder.resolve("data"),
                DemoSettings.of(folder, recording, homeserver.url(), remotes.authority(), users)));
    String sync = "http://127.0.0.1:" + standalone.port(Role.SYNC);
    users.forEach(
        user -> keep(LongPollClient.start(user, DemoSettings.token(user), sync, ledger, clock)));
    Replay replay =
        new Replay(
            recording,
            state,
            ledger,
            clock,
            "http://127.0.0.1:" + standalone.port(Role.INGEST),
            DemoSettings.HS_TOKEN,
            Long.toString(clock.millis()));
    say("replaying %d s at %.0f events/s".formatted(options.seconds(), options.rate()));
    play(replay, remotes, ledger);
    return report(ledger, remotes.tempers());
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
    List<ServerName> names = RemoteServers.names(original.remoteServers().size());
    Map<String, String> renamed = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      renamed.put(original.remoteServers().get(i).value(), names.get(i).value());
    }
    return RecordingReader.read(renamed);
  }

  private void play(Replay replay, RemoteServers remotes, Ledger ledger)
      throws InterruptedException {
    Progress progress = Progress.start(out, options.terminal(), ledger::score, clock);
    try {
      Outage outage = Outage.start(remotes, ledger, options.seconds());
      replay.run(options.seconds() * 1_000L, options.rate());
      outage.awaitEnd();
      drain(ledger);
      // What comes twice comes late.
      Thread.sleep(LINGER_MS);
    } finally {
      progress.close();
    }
  }

  /** Waits for what is awaited, and for what is overdue as long as anything comes. */
  private void drain(Ledger ledger) throws InterruptedException {
    long deadline = clock.millis() + DRAIN_MS;
    long lastNews = clock.millis();
    Score before = ledger.score();
    Score score = before;
    while ((score.awaited() > 0 || (score.lost() > 0 && clock.millis() < lastNews + QUIET_MS))
        && clock.millis() < deadline) {
      Thread.sleep(POLL_MS);
      score = ledger.score();
      if (score.delivered() > before.delivered()) {
        before = score;
        lastNews = clock.millis();
      }
    }
  }

  private DemoReport report(Ledger ledger, Map<String, Temper> tempers) {
    var score = ledger.score();
    long first = score.firstDeliveryMs() == 0 ? -1 : score.firstDeliveryMs() - options.startedMs();
    return new DemoReport(score, tempers, options.seconds(), first);
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
