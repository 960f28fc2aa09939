package dev.burdock.tests.ingest;

import dev.burdock.ingest.app.Ingest;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The ingest role alone before a real broker. */
final class IngestBench implements AutoCloseable {
  static final int PARTITIONS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final KafkaConfig kafkaConfig;
  private final Ingest ingest;

  /**
   * Starts it.
   *
   * @param kafka an installation with all topics
   * @param server the server name that is ours
   * @param settings of ingest
   */
  IngestBench(KafkaConfig kafka, String server, Path signingKey, Map<String, String> settings) {
    this.kafkaConfig = kafka;
    ingest =
        Ingest.start(
            IngestConfig.from(Settings.of(settings)),
            new ServersConfig(Map.of(server, signingKey)),
            kafkaConfig,
            registry,
            vertx,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
  }

  Ingest ingest() {
    return ingest;
  }

  /** All records of a topic. */
  <T extends SpecificRecord> List<T> records(Topic topic, Class<T> type) {
    AvroCodec<T> codec = new AvroCodec<>(registry, type);
    List<T> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafkaConfig.clientProperties(Map.of("auto.offset.reset", "earliest")),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(number -> new TopicPartition(topic.name(kafkaConfig.topicPrefix()), number))
              .collect(Collectors.toSet());
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(next -> found.add(codec.decode(next.value())));
      }
    }
    return found;
  }

  @Override
  public void close() {
    ingest.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
