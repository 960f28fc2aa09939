package dev.burdock.streams.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;

/** Waits until the streams run for the first time, or will never. */
final class StartUp implements KafkaStreams.StateListener {
  private final Duration deadline;
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile KafkaStreams.State reached = KafkaStreams.State.CREATED;

  StartUp(Duration deadline) {
    this.deadline = deadline;
  }

  @Override
  public void onChange(KafkaStreams.State now, KafkaStreams.State before) {
    reached = now;
    if (now == KafkaStreams.State.RUNNING || now.hasStartedOrFinishedShuttingDown()) {
      decided.countDown();
    }
  }

  /**
   * @throws IllegalStateException when they do not run in time
   */
  void await() {
    try {
      boolean inTime = decided.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime || reached.hasStartedOrFinishedShuttingDown()) {
        throw new IllegalStateException(
            "streams: " + reached + " (expected: RUNNING within " + deadline.toMillis() + " ms)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("streams: interrupted while starting", e);
    }
  }
}
