package dev.burdock.ingest.app;

import dev.burdock.ingest.config.PublishConfig;
import dev.burdock.schemas.config.KafkaConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the Kafka clients of ingest. */
final class KafkaClients {
  private final KafkaConfig kafka;
  private final PublishConfig publish;

  KafkaClients(KafkaConfig kafka, PublishConfig publish) {
    this.kafka = kafka;
    this.publish = publish;
  }

  /** A producer that acknowledges what every replica has, and gives up within the timeout. */
  Producer<String, byte[]> producer() {
    int timeout = Math.toIntExact(publish.timeout().toMillis());
    return new KafkaProducer<>(
        kafka.producerProperties(
            Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                timeout,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeout / 2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                timeout / 2,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                publish.bufferBytes())),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A consumer without a group, of partitions that are assigned. */
  Consumer<String, byte[]> reader() {
    return consumer(Map.of());
  }

  /** A consumer of a group, which commits by itself nothing. */
  Consumer<String, byte[]> member(String group) {
    return consumer(
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG, group,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 250,
            // The longest wait to join the group, too, when its coordinator is cut off.
            ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000));
  }

  private Consumer<String, byte[]> consumer(Map<String, ?> own) {
    Map<String, Object> properties = new HashMap<>(own);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(
        kafka.clientProperties(properties), new StringDeserializer(), new ByteArrayDeserializer());
  }
}
