package dev.burdock.deploy.destinations;

import dev.burdock.schemas.topic.RetryTopic;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks the cluster how far the retry topics are worked off. */
final class RetryBacklogReader {
  private final Admin admin;
  private final String topicPrefix;

  RetryBacklogReader(Admin admin, String topicPrefix) {
    this.admin = admin;
    this.topicPrefix = topicPrefix;
  }

  /** The retry topics of the destinations that are {@code wanted}, by destination. */
  Map<String, RetryBacklog> read(Predicate<String> wanted)
      throws ExecutionException, InterruptedException {
    Map<String, TopicListing> topics = topics(wanted);
    if (topics.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> begins = offsets(topics, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(topics, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<String, RetryBacklog> backlogs = new HashMap<>();
    topics.forEach(
        (destination, topic) -> {
          TopicPartition partition = partition(topic);
          Long begin = begins.get(partition);
          Long end = ends.get(partition);
          if (begin != null && end != null) {
            OptionalLong done = offset(committed.get(partition));
            String id = topic.topicId().toString();
            backlogs.put(destination, new RetryBacklog(topic.name(), id, begin, end, done));
          }
        });
    return backlogs;
  }

  private Map<String, TopicListing> topics(Predicate<String> wanted)
      throws ExecutionException, InterruptedException {
    Map<String, TopicListing> topics = new HashMap<>();
    for (TopicListing topic : admin.listTopics().listings().get()) {
      RetryTopic.destination(topicPrefix, topic.name())
          .filter(wanted)
          .ifPresent(destination -> topics.put(destination, topic));
    }
    return topics;
  }

  /** Offsets of the topics' partitions; without those of topics that were deleted meanwhile. */
  private Map<TopicPartition, Long> offsets(Map<String, TopicListing> topics, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    var asked =
        topics.values().stream()
            .collect(Collectors.toMap(RetryBacklogReader::partition, topic -> spec));
    var answer = admin.listOffsets(asked);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : asked.keySet()) {
      try {
        offsets.put(partition, answer.partitionResult(partition).get().offset());
      } catch (ExecutionException e) {
        if (exists(partition.topic())) {
          throw e;
        }
      }
    }
    return offsets;
  }

  private boolean exists(String topic) throws ExecutionException, InterruptedException {
    return admin.listTopics().names().get().contains(topic);
  }

  private Map<TopicPartition, OffsetAndMetadata> committed()
      throws ExecutionException, InterruptedException {
    String group = RetryTopic.group(topicPrefix);
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private static OptionalLong offset(OffsetAndMetadata committed) {
    return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
  }

  private static TopicPartition partition(TopicListing topic) {
    return new TopicPartition(topic.name(), 0);
  }
}
