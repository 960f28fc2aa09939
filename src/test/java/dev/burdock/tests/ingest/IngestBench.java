package dev.burdock.tests.ingest;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.ingest.app.Ingest;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.schemas.topic.TopicCatalogue;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The ingest role alone before a real broker, which can go away and come back. */
final class IngestBench implements AutoCloseable {
  private static final int PARTITIONS = 3;

  private final Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final KafkaConfig kafkaConfig;
  private final Ingest ingest;
  private EmbeddedKafka kafka;

  /**
   * Starts both.
   *
   * @param server the server name that is ours
   * @param settings of ingest
   */
  IngestBench(Path folder, String server, Path signingKey, Map<String, String> settings)
      throws Exception {
    this.folder = folder;
    kafka = EmbeddedKafka.start(folder, 0);
    kafkaConfig =
        KafkaConfig.from(
            Settings.of(
                Map.of(
                    KafkaConfig.BOOTSTRAP.name(), kafka.bootstrap(),
                    KafkaConfig.PARTITIONS.name(), Integer.toString(PARTITIONS))));
    try (Admin admin = Admin.create(kafkaConfig.clientProperties(Map.of()))) {
      new TopicCatalogue(kafkaConfig, admin).ensure();
    }
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

  void stopKafka() {
    kafka.close();
  }

  void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(folder, kafka.port());
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
    kafka.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
