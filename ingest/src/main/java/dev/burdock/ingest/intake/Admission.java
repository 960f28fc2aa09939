package dev.burdock.ingest.intake;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds how many requests, and how many bytes of them, are worked on at once. Thread-safe. */
public final class Admission {
  private final int maxRequests;
  private final long maxBytes;
  private int requests;
  private long bytes;

  public Admission(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /**
   * Lets a request in.
   *
   * @param size how many bytes its body may have
   * @return what gives its place back, once; empty when there is no place
   */
  public Optional<Runnable> admit(long size) {
    synchronized (this) {
      if (requests >= maxRequests || bytes + size > maxBytes) {
        return Optional.empty();
      }
      requests++;
      bytes += size;
    }
    AtomicBoolean given = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (given.compareAndSet(false, true)) {
            leave(size);
          }
        });
  }

  public synchronized int requests() {
    return requests;
  }

  public synchronized long bytes() {
    return bytes;
  }

  private synchronized void leave(long size) {
    requests--;
    bytes -= size;
  }
}
