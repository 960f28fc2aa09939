package dev.burdock.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.run.Supervisor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicLoopTest {
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicInteger lasts = new AtomicInteger();
  private final Supervisor supervisor = new Supervisor("test");
  private final TopicLoop loop =
      new TopicLoop(
          "test",
          consumer,
          "topic",
          Duration.ofMillis(1),
          this::step,
          lasts::incrementAndGet,
          supervisor);

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void a_step_that_kafka_refuses_is_taken_again() {
    loop.start();

    await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(3));
    assertThat(loop.isAlive()).isTrue();
    assertThat(lasts).hasValue(0);
  }

  @Test
  void what_comes_last_is_done_once_and_then_the_consumer_is_closed() {
    loop.start();
    await().until(() -> steps.get() > 0);

    loop.close();

    assertThat(loop.isAlive()).isFalse();
    assertThat(lasts).hasValue(1);
    assertThat(consumer.closed()).isTrue();
    assertThat(loop.pause()).isFalse();
  }

  @Test
  void a_loop_that_never_began_closes_its_consumer_too() {
    loop.close();

    assertThat(lasts).hasValue(0);
    assertThat(consumer.closed()).isTrue();
  }

  private void step() {
    if (steps.incrementAndGet() % 2 == 1) {
      throw new KafkaException("not now");
    }
  }
}
