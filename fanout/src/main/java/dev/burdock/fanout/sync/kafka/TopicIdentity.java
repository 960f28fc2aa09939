package dev.burdock.fanout.sync.kafka;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics as the cluster has them.
 *
 * @param stream id of {@code room-events}, whose offsets tokens carry; another one once it was
 *     created anew
 * @param topic id of {@code deliveries}, likewise
 * @param deliveries every partition of {@code deliveries}
 */
public record TopicIdentity(UUID stream, UUID topic, List<TopicPartition> deliveries) {
  private static final long WAIT_SECONDS = 30;

  /**
   * Asks the cluster.
   *
   * @throws KafkaException when it does not answer or a topic is missing
   */
  public static TopicIdentity read(KafkaConfig config) {
    try (Admin admin = Admin.create(config.clientProperties(Map.of()))) {
      return ask(admin, config).get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("topics: cannot be described", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(config.bootstrapServers() + ": does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /** The same, not waited for. */
  static CompletableFuture<TopicIdentity> ask(Admin admin, KafkaConfig config) {
    String events = Topic.ROOM_EVENTS.name(config.topicPrefix());
    String deliveries = Topic.DELIVERIES.name(config.topicPrefix());
    return admin
        .describeTopics(
            List.of(events, deliveries),
            new DescribeTopicsOptions().timeoutMs((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS)))
        .allTopicNames()
        .thenApply(
            topics ->
                new TopicIdentity(
                    id(topics.get(events)),
                    id(topics.get(deliveries)),
                    IntStream.range(0, topics.get(deliveries).partitions().size())
                        .mapToObj(partition -> new TopicPartition(deliveries, partition))
                        .toList()))
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static UUID id(TopicDescription topic) {
    return new UUID(
        topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
  }
}
