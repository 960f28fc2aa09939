package dev.burdock.tests.pipeline;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.serde.AvroSerde;
import dev.burdock.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that a topic of Burdock holds, from its beginning. For one thread. */
public final class TopicTail<T extends SpecificRecord> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, T> consumer;
  private final List<T> records = new ArrayList<>();

  private TopicTail(KafkaConsumer<String, T> consumer) {
    this.consumer = consumer;
  }

  public static <T extends SpecificRecord> TopicTail<T> of(
      KafkaConfig kafka, Topic topic, Class<T> type) {
    KafkaConsumer<String, T> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(Map.of("isolation.level", "read_committed")),
            new StringDeserializer(),
            new AvroSerde<>(new ConfluentRegistry(kafka.registryUrl()), type).deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name(kafka.topicPrefix())).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return new TopicTail<>(consumer);
  }

  /** All records so far; reads what has come since the last call. */
  public List<T> records() {
    for (ConsumerRecord<String, T> record : consumer.poll(POLL)) {
      if (record.value() != null) {
        records.add(record.value());
      }
    }
    return List.copyOf(records);
  }

  /** Everything up to the topic's end at the time of the call. */
  public List<T> all() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      records();
    }
    return List.copyOf(records);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
