package dev.burdock.deploy.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a process running until it is told to end (SIGTERM, SIGINT), then closes it within a
 * deadline, past which the process ends all the same.
 */
public final class Shutdown {
  private static final Duration DEADLINE = Duration.ofSeconds(45);

  private final CountDownLatch asked = new CountDownLatch(1);

  private Shutdown() {}

  /** Closes {@code process} when this process is told to end. */
  public static Shutdown closing(AutoCloseable process) {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> shutdown.run(process), "shutdown"));
    return shutdown;
  }

  /** Returns when this process is told to end. */
  public void await() throws InterruptedException {
    asked.await();
  }

  private void run(AutoCloseable process) {
    asked.countDown();
    Thread closer = new Thread(() -> Closing.quietly("process", process), "close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (closer.isAlive()) {
      System.err.println("burdock: not closed within " + DEADLINE.toSeconds() + " s: ends now");
      Runtime.getRuntime().halt(1);
    }
  }
}
