package dev.burdock.deploy.app;

import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the schema registry at the start and, while it is in trouble, again and again: who is not
 * ready because of it may be asked nothing that would show that it is back.
 */
final class RegistryWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SchemaRegistry registry;
  private final Duration look;
  private final TroubleLog log = new TroubleLog("registry", Clock.systemUTC());
  private final CountDownLatch closed = new CountDownLatch(1);

  RegistryWatch(SchemaRegistry registry) {
    this(registry, LOOK);
  }

  /**
   * @param look between two questions
   */
  RegistryWatch(SchemaRegistry registry, Duration look) {
    this.registry = registry;
    this.look = look;
  }

  /**
   * Returns when the registry answers, and watches it from then on.
   *
   * @throws IllegalStateException with its reason, when it does not within the time
   */
  RegistryWatch start(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!answers()) {
      if (System.nanoTime() > deadline || rest()) {
        throw new IllegalStateException(registry.trouble().orElse("schema registry: interrupted"));
      }
    }
    Thread thread = new Thread(this::watch, "burdock-registry-watch");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch() {
    while (!rest()) {
      if (registry.trouble().isPresent()) {
        answers();
      }
    }
  }

  private boolean answers() {
    try {
      registry.check();
      log.ready();
      return true;
    } catch (RegistryException e) {
      log.trouble(e.getMessage());
      return false;
    }
  }

  /** Waits a while; true when it is to end. */
  private boolean rest() {
    try {
      return closed.await(look.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
