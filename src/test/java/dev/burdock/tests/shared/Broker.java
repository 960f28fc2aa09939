package dev.burdock.tests.shared;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;

/** The broker of this fork. Each test has topics and groups of its own there, by their prefix. */
public final class Broker {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

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

  /** Makes the topics of an installation on whichever broker. */
  public static void ensureTopics(KafkaConfig kafka) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
      new TopicCatalogue(kafka, admin).ensure();
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
