package dev.burdock.testkit.bench;

import dev.burdock.schemas.topic.Topic;
import dev.burdock.testkit.process.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that nobody can read, in every partition of every topic. */
final class Poison {
  private static final String PREFIX = "burdock.";
  private static final List<byte[]> VALUES =
      Arrays.asList(
          null,
          new byte[0],
          "nonsense".getBytes(StandardCharsets.UTF_8),
          new byte[] {0, 0, 0, 0, 1},
          new byte[] {0, 127, 0, 0, 0, 1, 2, 3});

  private Poison() {}

  static void into(String bootstrap) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Topic topic : Topic.values()) {
        for (int partition = 0; partition < Pipeline.PARTITIONS; partition++) {
          for (byte[] value : VALUES) {
            var unused =
                producer.send(
                    new ProducerRecord<>(topic.name(PREFIX), partition, new byte[] {'k'}, value));
          }
        }
      }
    }
  }
}
