package dev.burdock.fanout.sync.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
  private static final TopicIdentity FIRST = topics(1, 2);

  private final List<CompletableFuture<TopicIdentity>> asked = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final TopicWatch watch = new TopicWatch(FIRST, this::ask, () -> {}, clock());

  @Test
  void theSameTopicsAreAskedForAgainAfterAWhile() {
    assertThat(watch.isAnotherStream()).isFalse();
    asked.get(0).complete(topics(1, 2));
    assertThat(watch.isAnotherStream()).isFalse();

    watch.isAnotherStream();
    assertThat(asked).hasSize(1);
    now = now.plus(Duration.ofSeconds(5));
    watch.isAnotherStream();

    assertThat(asked).hasSize(2);
  }

  @Test
  void aTopicWithAnotherIdIsAnotherStream() {
    watch.isAnotherStream();
    assertThat(watch.isAnotherStream()).isFalse();

    asked.get(0).complete(topics(1, 3));

    assertThat(watch.isAnotherStream()).isTrue();
  }

  @Test
  void aClusterThatDoesNotAnswerSaysNothing() {
    watch.isAnotherStream();

    asked.get(0).completeExceptionally(new KafkaException("away"));

    assertThat(watch.isAnotherStream()).isFalse();
  }

  private CompletableFuture<TopicIdentity> ask() {
    asked.add(new CompletableFuture<>());
    return asked.get(asked.size() - 1);
  }

  private static TopicIdentity topics(long events, long deliveries) {
    return new TopicIdentity(
        new UUID(0, events),
        new UUID(0, deliveries),
        List.of(new TopicPartition("burdock.deliveries", 0)));
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }
}
