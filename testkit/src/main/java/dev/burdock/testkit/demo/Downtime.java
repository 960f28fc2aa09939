package dev.burdock.testkit.demo;

/** The time in which one of the remote servers cannot be reached: the second fifth of a demo. */
final class Downtime {
  private static final int PART = 5;
  private static final long LONGEST_MS = 20_000;

  private final RemoteParts remotes;
  private final long partMs;
  private final Thread thread = new Thread(this::run, "downtime");

  private Downtime(RemoteParts remotes, long partMs) {
    this.remotes = remotes;
    this.partMs = partMs;
  }

  static Downtime start(RemoteParts remotes, int seconds) {
    Downtime downtime = new Downtime(remotes, Math.min(LONGEST_MS, seconds * 1_000L / PART));
    downtime.thread.setDaemon(true);
    downtime.thread.start();
    return downtime;
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      Thread.sleep(partMs);
      remotes.takeDown();
      Thread.sleep(partMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    remotes.bringUp();
  }
}
