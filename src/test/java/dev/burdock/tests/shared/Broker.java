package dev.burdock.tests.shared;

import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The broker of this fork. Each test has topics and groups of its own there, by their prefix. */
public final class Broker {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Sessions may be short there, so that tests need not wait for long ones to end. */
  private static final Map<String, String> PROPERTIES =
      Map.of("group.min.session.timeout.ms", "1000");

  /** Starts on the first use. */
  private static final class Running {
    static final EmbeddedKafka BROKER = start();
  }

  private Broker() {}

  /** An installation with topics of its own, all of them made. */
  public static KafkaConfig withTopics(int partitions) throws IOException, InterruptedException {
    return withTopics("test" + PREFIXES.incrementAndGet() + ".", partitions);
  }

  /** The same under a prefix that no other test has. */
  public static KafkaConfig withTopics(String prefix, int partitions)
      throws IOException, InterruptedException {
    KafkaConfig kafka =
        KafkaConfig.from(
            Settings.of(
                Map.of(
                    KafkaConfig.BOOTSTRAP.name(),
                    Running.BROKER.bootstrap(),
                    KafkaConfig.PREFIX.name(),
                    prefix,
                    KafkaConfig.PARTITIONS.name(),
                    Integer.toString(partitions))));
    ensureTopics(kafka);
    return kafka;
  }

  /** Makes the topics of an installation on whichever broker; returns when it can tell of them. */
  public static void ensureTopics(KafkaConfig kafka) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
      new TopicCatalogue(kafka, admin).ensure();
      List<String> names =
          Stream.of(Topic.values()).map(topic -> topic.name(kafka.topicPrefix())).toList();
      await("topics of " + kafka.topicPrefix())
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.describeTopics(names).allTopicNames().get().size() == names.size());
    } catch (ExecutionException e) {
      throw new IOException("topics of " + kafka.topicPrefix(), e);
    }
  }

  private static EmbeddedKafka start() {
    try {
      return Shared.closing(EmbeddedKafka.start(Shared.folder("kafka"), 0, PROPERTIES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
