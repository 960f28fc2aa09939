package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.offset.OffsetTracker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
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

  /** The marks that moved since they were committed. */
  Map<TopicPartition, OffsetAndMetadata> moved(Map<Integer, OffsetTracker> trackers) {
    Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
    trackers.forEach(
        (number, tracker) -> {
          TopicPartition partition = new TopicPartition(topic, number);
          OffsetAndMetadata offset = new OffsetAndMetadata(tracker.committable());
          if (!offset.equals(committed.get(partition))) {
            moved.put(partition, offset);
          }
        });
    return moved;
  }

  /** From where on partitions that were just assigned are read. */
  Map<Integer, Long> positions(Collection<TopicPartition> partitions) {
    Map<Integer, Long> positions = new HashMap<>();
    for (TopicPartition partition : partitions) {
      positions.put(partition.partition(), consumer.position(partition, LONGEST));
    }
    return positions;
  }

  /** Forgets what is committed of partitions: they went, and others may commit. */
  void forget(Set<Integer> partitions) {
    committed.keySet().removeIf(partition -> partitions.contains(partition.partition()));
  }

  /** Commits, while the thread goes on. */
  void begin(Map<TopicPartition, OffsetAndMetadata> marks) {
    if (!marks.isEmpty()) {
      consumer.commitAsync(
          marks,
          (offsets, error) -> {
            if (error == null) {
              done(offsets);
            } else {
              failed(error);
            }
          });
    }
  }

  /** Commits and waits for it a while. */
  void commit(Map<Integer, OffsetTracker> trackers) {
    Map<TopicPartition, OffsetAndMetadata> marks = moved(trackers);
    if (marks.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(marks, LONGEST);
      done(marks);
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
      failed(e);
    }
  }

  /** What the group says of this worker's partitions. */
  enum Answer {
    /** They are its own. */
    CONFIRMED,
    /** They are others'. */
    LOST,
    /** Nobody knows: the group cannot be asked, or is about to change. */
    UNKNOWN
  }

  /**
   * Asks the group whether it still knows this worker as the owner of its partitions: commits,
   * moved or not.
   *
   * @throws RetriableException when that cannot be asked now
   */
  void confirm(Map<Integer, OffsetTracker> trackers, java.util.function.Consumer<Answer> answered) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      OffsetTracker tracker = trackers.get(partition.partition());
      long offset = tracker == null ? consumer.position(partition, LONGEST) : tracker.committable();
      offsets.put(partition, new OffsetAndMetadata(offset));
    }
    if (offsets.isEmpty()) {
      answered.accept(Answer.CONFIRMED);
      return;
    }
    consumer.commitAsync(offsets, (same, error) -> answered.accept(answer(error)));
  }

  private Answer answer(Exception error) {
    if (error == null) {
      return Answer.CONFIRMED;
    }
    if (error instanceof CommitFailedException) {
      failed(error);
      return Answer.LOST;
    }
    return Answer.UNKNOWN;
  }

  private void done(Map<TopicPartition, OffsetAndMetadata> marks) {
    committed.putAll(marks);
    marks.forEach((partition, offset) -> told.accept(partition.partition(), offset.offset()));
  }

  private void failed(Exception e) {
    metrics.commitFailed();
    LOG.warn("commit_failed topic={} error={}", topic, e.toString());
  }
}
