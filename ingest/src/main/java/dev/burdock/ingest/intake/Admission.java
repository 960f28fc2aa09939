package dev.burdock.ingest.intake;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds how many requests are worked on at once. Thread-safe. */
public final class Admission {
  private final int maxRequests;
  private int requests;

  public Admission(int maxRequests) {
    this.maxRequests = maxRequests;
  }

  /**
   * Lets a request in.
   *
   * @return what gives its place back, once; empty when there is no place
   */
  public Optional<Runnable> admit() {
    synchronized (this) {
      if (requests >= maxRequests) {
        return Optional.empty();
      }
      requests++;
    }
    AtomicBoolean given = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (given.compareAndSet(false, true)) {
            leave();
          }
        });
  }

  public synchronized int requests() {
    return requests;
  }

  private synchronized void leave() {
    requests--;
  }
}
