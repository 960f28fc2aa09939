package dev.burdock.deploy.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process whose roles cannot go on, so that whoever runs it starts it again (ADR 0082). It
 * waits a while before: who asks for its health meanwhile is told.
 */
public final class FaultWatch {
  private static final Logger log = LoggerFactory.getLogger(FaultWatch.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Supplier<Optional<String>> fault;
  private final Duration grace;
  private final Runnable end;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "burdock-fault-watch");

  /**
   * @param fault why the roles cannot go on; empty while they can
   * @param grace from the first look at a fault to the end
   * @param end ends the process
   */
  FaultWatch(Supplier<Optional<String>> fault, Duration grace, Runnable end) {
    this.fault = fault;
    this.grace = grace;
    this.end = end;
    this.thread.setDaemon(true);
  }

  /** Watches this process until it ends. */
  public static void start(Supplier<Optional<String>> fault, Duration grace) {
    new FaultWatch(fault, grace, () -> System.exit(1)).start();
  }

  void start() {
    thread.start();
  }

  /** The process ends in another way. */
  void stop() {
    closed.countDown();
  }

  void join() throws InterruptedException {
    thread.join();
  }

  /** One whose health cannot be told is not well. */
  private Optional<String> look() {
    try {
      return fault.get();
    } catch (RuntimeException | Error e) {
      return Optional.of("health: " + e);
    }
  }

  private void watch() {
    try {
      Optional<String> reason = Optional.empty();
      while (reason.isEmpty()) {
        if (closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        reason = look();
      }
      log.error("process=ending in_ms={} reason=\"{}\"", grace.toMillis(), reason.get());
      if (!closed.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        end.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
