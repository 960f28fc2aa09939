package dev.burdock.streams.topology;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.config.EngineConfig;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.processor.Names;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;

/** The properties that Kafka Streams runs with; their reasons are in ADR 0044. */
public final class EngineProperties {
  private static final int HEARTBEATS_PER_SESSION = 4;

  /** The longest wait to join the group, too, when its coordinator is cut off. */
  private static final int LONGEST_STEP_MS = 60_000;

  /** Longer than a cluster needs to get over a broker: 9 s of its session, and an election. */
  private static final int TRANSACTION_MS = 30_000;

  private EngineProperties() {}

  /**
   * The properties of one node.
   *
   * @param advertised {@code host:port} of this node's room reads
   */
  public static Map<String, Object> of(
      EngineConfig engine, KafkaConfig kafka, String advertised, RoomMetrics metrics) {
    Map<String, Object> own = new HashMap<>();
    own.put(StreamsConfig.APPLICATION_ID_CONFIG, Names.applicationId(kafka.topicPrefix()));
    own.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
    own.put(StreamsConfig.STATE_DIR_CONFIG, engine.stateDir().toString());
    own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, engine.threads());
    own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, engine.standbys());
    own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replication());
    own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, engine.commitMs());
    own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    own.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    own.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    own.put(BoundedRocksDb.MEGABYTES_CONFIG, engine.storeMegabytes());
    errors(own, Topic.DEAD_LETTER.name(kafka.topicPrefix()), metrics);
    clients(own, engine);
    return kafka.clientProperties(own);
  }

  private static void errors(Map<String, Object> own, String deadLetter, RoomMetrics metrics) {
    own.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, deadLetter);
    own.put(DeadLetterRecords.METRICS_CONFIG, metrics);
    own.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableHandler.class);
    own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonHandler.class);
    own.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
        UsePartitionTimeOnInvalidTimestamp.class);
  }

  private static void clients(Map<String, Object> own, EngineConfig engine) {
    String session = StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
    String heartbeat =
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
    own.put(session, engine.sessionMs());
    own.put(heartbeat, engine.sessionMs() / HEARTBEATS_PER_SESSION);
    own.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        LONGEST_STEP_MS);
    own.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        KafkaConfig.FAIR_FETCH_BYTES);
    own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    own.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
    if (!engine.instanceId().isEmpty()) {
      own.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
          engine.instanceId());
    }
  }
}
