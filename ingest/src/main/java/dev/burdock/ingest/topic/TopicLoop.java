package dev.burdock.ingest.topic;

import dev.burdock.schemas.run.Supervisor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes one step after another with a consumer, which it alone uses, until it is
 * closed. What Kafka cannot do now is tried again after a pause.
 */
public final class TopicLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLoop.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Consumer<?, ?> consumer;
  private final String topic;
  private final Duration pause;
  private final Runnable step;
  private final Runnable last;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param consumer closed when the loop ends
   * @param step polls and works on what came; may throw {@link KafkaException}
   * @param last what is done once after the steps
   * @param supervisor stands over the thread
   */
  public TopicLoop(
      String name,
      Consumer<?, ?> consumer,
      String topic,
      Duration pause,
      Runnable step,
      Runnable last,
      Supervisor supervisor) {
    this.consumer = consumer;
    this.topic = topic;
    this.pause = pause;
    this.step = step;
    this.last = last;
    this.thread = supervisor.thread(name, this::follow, () -> closing.getCount() == 0);
  }

  public void start() {
    thread.start();
  }

  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Waits a while; false when the loop is to end. */
  public boolean pause() {
    try {
      return !closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
      return false;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      while (closing.getCount() > 0) {
        attempt();
      }
      last.run();
    } catch (KafkaException e) {
      LOG.debug("topic={} ended with its last step undone: {}", topic, e.toString());
    } finally {
      consumer.close();
    }
  }

  private void attempt() {
    try {
      step.run();
    } catch (WakeupException e) {
      LOG.debug("topic={} closing", topic);
    } catch (KafkaException e) {
      LOG.warn("topic={} waits: {}", topic, e.toString());
      pause();
    }
  }
}
