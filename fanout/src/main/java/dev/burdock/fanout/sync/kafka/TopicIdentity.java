package dev.burdock.fanout.sync.kafka;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The topics as the cluster has them.
 *
 * @param stream id of {@code room-events}, whose offsets tokens carry; another one once it was
 *     created anew
 * @param deliveries every partition of {@code deliveries}
 */
public record TopicIdentity(UUID stream, List<TopicPartition> deliveries) {
  private static final long WAIT_SECONDS = 30;

  /**
   * Asks the cluster.
   *
   * @throws KafkaException when it does not answer or a topic is missing
   */
  public static TopicIdentity read(KafkaConfig config) {
    String events = Topic.ROOM_EVENTS.name(config.topicPrefix());
    String deliveries = Topic.DELIVERIES.name(config.topicPrefix());
    try (Admin admin = Admin.create(config.clientProperties(Map.of()))) {
      Map<String, TopicDescription> topics =
          admin
              .describeTopics(
                  List.of(events, deliveries),
                  new DescribeTopicsOptions()
                      .timeoutMs((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS)))
              .allTopicNames()
              .get(WAIT_SECONDS, TimeUnit.SECONDS);
      Uuid id = topics.get(events).topicId();
      return new TopicIdentity(
          new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()),
          IntStream.range(0, topics.get(deliveries).partitions().size())
              .mapToObj(partition -> new TopicPartition(deliveries, partition))
              .toList());
    } catch (ExecutionException e) {
      throw new KafkaException(events + ", " + deliveries + ": cannot be described", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(config.bootstrapServers() + ": does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
