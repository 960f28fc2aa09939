package dev.burdock.deploy.tail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.registry.ConfluentRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The records of one topic as lines of JSON: partition, offset, timestamp, key, value. */
public final class Tail {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Map<String, Object> OWN =
      Map.of("default.api.timeout.ms", 10_000, "isolation.level", "read_committed");

  private final KafkaConfig kafka;
  private final String topic;
  private final boolean fromBeginning;
  private final String key;
  private final AnyRecord reader;

  /**
   * Reads {@code topic}.
   *
   * @param topic with or without the configured prefix
   * @param key only records with this key; null for all
   */
  public Tail(KafkaConfig kafka, String topic, boolean fromBeginning, String key) {
    this.kafka = kafka;
    this.topic = topic.startsWith(kafka.topicPrefix()) ? topic : kafka.topicPrefix() + topic;
    this.fromBeginning = fromBeginning;
    this.key = key;
    this.reader = new AnyRecord(new ConfluentRegistry(kafka.registryUrl()));
  }

  /**
   * Prints records until {@code count} of them are out.
   *
   * @throws IllegalArgumentException when there is no such topic
   */
  public void print(PrintWriter out, long count) {
    try (var consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(OWN), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      long left = count;
      while (left > 0) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (left > 0 && (key == null || key.equals(record.key()))) {
            out.println(line(record));
            left--;
          }
        }
        out.flush();
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    var partitions = consumer.listTopics().get(topic);
    if (partitions == null) {
      throw new IllegalArgumentException(topic + ": no such topic");
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private ObjectNode line(ConsumerRecord<String, byte[]> record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("partition", record.partition());
    line.put("offset", record.offset());
    line.put("timestamp", record.timestamp());
    line.put("key", record.key());
    line.set("value", reader.json(record.value()));
    return line;
  }
}
