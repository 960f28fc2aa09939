package dev.burdock.deploy.destinations;

import dev.burdock.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reading of topics by a person's command: no group, committed records only, in bounded time. */
final class TopicReads {
  /** Settings of every client of such a command: someone waits for it. */
  static final Map<String, Object> QUICK =
      Map.of("default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Map<String, Object> OWN =
      Map.of(
          "default.api.timeout.ms",
          10_000,
          "request.timeout.ms",
          5_000,
          "isolation.level",
          "read_committed",
          "auto.offset.reset",
          "earliest",
          "enable.auto.commit",
          false);

  private TopicReads() {}

  static KafkaConsumer<String, byte[]> consumer(KafkaConfig kafka) {
    return new KafkaConsumer<>(
        kafka.clientProperties(OWN), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The partitions of {@code topic}.
   *
   * @throws IllegalArgumentException when there is no such topic
   */
  static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
    var partitions = consumer.listTopics().get(topic);
    if (partitions == null) {
      throw new IllegalArgumentException(
          topic + ": no such topic (burdock topics ensure creates it)");
    }
    return partitions.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /**
   * Hands over records from where {@code consumer} stands until {@code done}.
   *
   * @return whether that was within {@code longest}
   */
  static boolean poll(
      Consumer<String, byte[]> consumer,
      BooleanSupplier done,
      Duration longest,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> records) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      consumer.poll(POLL).forEach(records);
    }
    return true;
  }

  /** Whether {@code consumer} has read all before {@code ends}. */
  static boolean at(Map<TopicPartition, Long> ends, Consumer<String, byte[]> consumer) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
