package dev.burdock.schemas.run;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands over the loops of one role. What a loop can bear it handles itself; what it lets through,
 * and its end while the role runs, is a fault: the role is not ready any more, and whoever runs the
 * process ends it (ADR 0082). Safe for many threads.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private final String role;
  private final AtomicReference<String> fault = new AtomicReference<>();
  private volatile boolean stopping;

  /**
   * @param role as the log names it
   */
  public Supervisor(String role) {
    this.role = role;
  }

  /** A daemon thread for a loop, not yet started. */
  public Thread thread(String name, Runnable loop) {
    return thread(name, loop, () -> false);
  }

  /**
   * The same for a loop that may be told to end before its role is.
   *
   * @param toldToEnd whether it was
   */
  public Thread thread(String name, Runnable loop, BooleanSupplier toldToEnd) {
    Thread thread = new Thread(() -> run(name, loop, toldToEnd), name);
    thread.setDaemon(true);
    return thread;
  }

  /** Something that the role cannot go on without has ended. The first fault is kept. */
  public void failed(String what, Throwable cause) {
    String reason = what + ": " + cause;
    if (!stopping && fault.compareAndSet(null, reason)) {
      LOG.error("role={} ready=false loop={}", role, what, cause);
    }
  }

  /** Why the role is not ready and will not be again; empty while all its loops run. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault.get());
  }

  /** From now on loops may end. */
  public void stopping() {
    stopping = true;
  }

  private void run(String name, Runnable loop, BooleanSupplier toldToEnd) {
    try {
      loop.run();
      if (!stopping && !toldToEnd.getAsBoolean()) {
        failed(name, new IllegalStateException("ended"));
      }
    } catch (Throwable e) {
      failed(name, e);
    }
  }
}
