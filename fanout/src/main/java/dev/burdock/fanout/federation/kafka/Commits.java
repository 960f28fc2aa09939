package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.OffsetTracker;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits low-water marks that moved. A failure costs a repetition at most: the next one covers it.
 */
final class Commits {
  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  /** How long a broker that does not answer may hold up the thread that reads. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final BiConsumer<Integer, Long> told;
  private final FederationMetrics metrics;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  /**
   * @param told is told of each partition and offset that was committed
   */
  Commits(
      Consumer<byte[], byte[]> consumer,
      String topic,
      BiConsumer<Integer, Long> told,
      FederationMetrics metrics) {
    this.told = told;
    this.consumer = consumer;
    this.topic = topic;
    this.metrics = metrics;
  }

  void commit(Map<Integer, OffsetTracker> trackers) {
    Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
    trackers.forEach(
        (number, tracker) -> {
          TopicPartition partition = new TopicPartition(topic, number);
          OffsetAndMetadata offset = new OffsetAndMetadata(tracker.committable());
          if (!offset.equals(committed.get(partition))) {
            moved.put(partition, offset);
          }
        });
    if (moved.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(moved, LONGEST);
      committed.putAll(moved);
      moved.forEach((partition, offset) -> told.accept(partition.partition(), offset.offset()));
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
      failed(e);
    }
  }

  /**
   * Whether the group still knows this worker as the owner of its partitions: commits, moved or
   * not.
   *
   * @throws RetriableException when that cannot be found out now
   * @throws RebalanceInProgressException when this worker waits to join again: the others may have
   *     been given its partitions meanwhile
   */
  boolean confirm(Map<Integer, OffsetTracker> trackers) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      OffsetTracker tracker = trackers.get(partition.partition());
      long offset = tracker == null ? consumer.position(partition, LONGEST) : tracker.committable();
      offsets.put(partition, new OffsetAndMetadata(offset));
    }
    try {
      consumer.commitSync(offsets, LONGEST);
      return true;
    } catch (CommitFailedException e) {
      failed(e);
      return false;
    }
  }

  private void failed(KafkaException e) {
    metrics.commitFailed();
    LOG.warn("commit_failed topic={} error={}", topic, e.toString());
  }
}
