package dev.burdock.fanout.federation.kafka;

import dev.burdock.schemas.config.KafkaConfig;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of this role, with the properties that its promises need. */
final class Clients {
  private Clients() {}

  /** The name of the consumer group, behind the installation's prefix. */
  static String group(KafkaConfig kafka) {
    return kafka.topicPrefix() + "federation";
  }

  static Consumer<byte[], byte[]> consumer(KafkaConfig kafka) {
    return new KafkaConsumer<>(
        kafka.clientProperties(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group(kafka),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                3_000,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  static Producer<byte[], byte[]> producer(KafkaConfig kafka) {
    return new KafkaProducer<>(
        kafka.clientProperties(
            Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
