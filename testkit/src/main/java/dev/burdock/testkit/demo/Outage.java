package dev.burdock.testkit.demo;

import dev.burdock.testkit.demo.remote.RemoteServers;
import dev.burdock.testkit.demo.remote.Temper;
import dev.burdock.testkit.demo.score.Ledger;
import java.util.Map;
import java.util.function.BiConsumer;

/** The time in which one of the remote servers cannot be reached: the second fifth of a demo. */
final class Outage {
  private static final int PART = 5;
  private static final long LONGEST_MS = 20_000;

  private final RemoteServers remotes;
  private final Ledger ledger;
  private final long partMs;
  private final Thread thread = new Thread(this::run, "outage");

  private Outage(RemoteServers remotes, Ledger ledger, long partMs) {
    this.remotes = remotes;
    this.ledger = ledger;
    this.partMs = partMs;
  }

  static Outage start(RemoteServers remotes, Ledger ledger, int seconds) {
    Outage outage = new Outage(remotes, ledger, Math.min(LONGEST_MS, seconds * 1_000L / PART));
    outage.thread.setDaemon(true);
    outage.thread.start();
    return outage;
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      Thread.sleep(partMs);
      tell(Ledger::down);
      remotes.takeDown();
      Thread.sleep(partMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    remotes.bringUp();
    tell(Ledger::up);
  }

  private void tell(BiConsumer<Ledger, String> what) {
    remotes.tempers().entrySet().stream()
        .filter(server -> server.getValue() == Temper.DOWN)
        .map(Map.Entry::getKey)
        .forEach(server -> what.accept(ledger, server));
  }
}
