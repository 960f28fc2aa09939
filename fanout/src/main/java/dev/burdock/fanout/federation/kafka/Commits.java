package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.OffsetTracker;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final FederationMetrics metrics;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  Commits(Consumer<byte[], byte[]> consumer, String topic, FederationMetrics metrics) {
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
      consumer.commitSync(moved);
      committed.putAll(moved);
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {

      metrics.commitFailed();
      LOG.warn("commit_failed topic={} error={}", topic, e.toString());
    }
  }
}
