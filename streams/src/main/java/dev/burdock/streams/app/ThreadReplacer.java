package dev.burdock.streams.app;

import dev.burdock.schemas.run.Supervisor;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.topology.RetriableFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces stream threads that failed, after a wait on the dying thread; closing ends the wait.
 * When it gives up, that is a fault of the role.
 */
final class ThreadReplacer implements StreamsUncaughtExceptionHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacer.class);

  private final RestartPolicy policy;
  private final Clock clock;
  private final RoomMetrics metrics;
  private final Supervisor supervisor;
  private final CountDownLatch closed = new CountDownLatch(1);

  ThreadReplacer(RestartPolicy policy, Clock clock, RoomMetrics metrics, Supervisor supervisor) {
    this.policy = policy;
    this.clock = clock;
    this.metrics = metrics;
    this.supervisor = supervisor;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    boolean passing = RetriableFailures.isPassing(failure);
    Optional<Duration> wait =
        isOfTheMachine(failure) ? Optional.empty() : policy.failed(clock.instant(), passing);
    if (wait.isEmpty()) {
      supervisor.failed("stream threads", failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn(
        "event=stream-thread-failed passing={} replaced-in-ms={}",
        passing,
        wait.get().toMillis(),
        failure);
    metrics.threadReplaced();
    return closesWithin(wait.get())
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** What comes from no memory, no stack or no class does not pass with the thread. */
  private static boolean isOfTheMachine(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private boolean closesWithin(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
