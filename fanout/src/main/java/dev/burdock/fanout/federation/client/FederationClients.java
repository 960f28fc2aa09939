package dev.burdock.fanout.federation.client;

import dev.burdock.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
public final class FederationClients {
  private FederationClients() {}

  /** The name of the consumer group, behind the installation's prefix. */
  public static String group(KafkaConfig kafka) {
    return kafka.topicPrefix() + "federation";
  }

  /**
   * A member of the group.
   *
   * @param session after this long without a sign of life it loses its partitions
   * @param wayOut where other workers reach this one
   */
  public static Consumer<byte[], byte[]> consumer(
      KafkaConfig kafka, Duration session, Optional<WorkerAddress> wayOut) {
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group(kafka),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                KafkaConfig.FAIR_FETCH_BYTES,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                (int) session.toMillis(),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                (int) session.toMillis() * 3 / 10,
                // The longest wait to join the group, too, when its coordinator is cut off.
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                30_000,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false));
    wayOut.ifPresent(
        address -> properties.put(ConsumerConfig.CLIENT_ID_CONFIG, address.clientId()));
    return new KafkaConsumer<>(
        kafka.clientProperties(properties),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  public static Producer<byte[], byte[]> producer(KafkaConfig kafka) {
    return new KafkaProducer<>(
        kafka.producerProperties(
            Map.of(
                ProducerConfig.LINGER_MS_CONFIG, 5, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A consumer of assigned partitions, in a group without members that only keeps offsets. */
  public static Consumer<byte[], byte[]> assigned(KafkaConfig kafka, String group) {
    return new KafkaConsumer<>(
        kafka.clientProperties(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                262_144,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                15_000,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** A producer whose transactions fence those of the one before of the same id. */
  public static Producer<byte[], byte[]> transactional(KafkaConfig kafka, String id) {
    return new KafkaProducer<>(
        kafka.producerProperties(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                id,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4_194_304L,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                30_000)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
