package dev.burdock.fanout.federation.retry;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far retry topics are worked off, as the brokers have it. Used by the thread of the reader.
 */
final class TopicCommits {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCommits.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Collection<TopicRead> reads;
  private final long everyNanos;
  private long lastNanos = System.nanoTime();

  /**
   * @param reads the topics that are read, as they are at each call
   */
  TopicCommits(Consumer<byte[], byte[]> consumer, Collection<TopicRead> reads, Duration every) {
    this.consumer = consumer;
    this.reads = reads;
    this.everyNanos = every.toNanos();
  }

  void commitIfDue() {
    if (System.nanoTime() - lastNanos >= everyNanos) {
      commit();
    }
  }

  /** Commits what moved; what fails is committed the next time. */
  void commit() {
    lastNanos = System.nanoTime();
    try {
      commitMoved();
    } catch (KafkaException e) {
      LOG.warn("retry_commit_failed error={}", e.toString());
    }
  }

  /** Asks the brokers whether everything that is in a topic is worked off and committed. */
  void workedOff(TopicPartition source, CompletableFuture<Boolean> nothing) {
    try {
      commitMoved();
      nothing.complete(consumer.partitionsFor(source.topic()).isEmpty() || isAtEnd(source));
    } catch (KafkaException e) {
      nothing.completeExceptionally(e);
    }
  }

  private boolean isAtEnd(TopicPartition source) {
    Set<TopicPartition> one = Set.of(source);
    OffsetAndMetadata committed = consumer.committed(one).get(source);
    long from = committed == null ? 0 : committed.offset();
    long end = consumer.endOffsets(one).get(source);
    return Math.max(from, consumer.beginningOffsets(one).get(source)) >= end;
  }

  private void commitMoved() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Map<TopicPartition, TopicRead> moved = new HashMap<>();
    for (TopicRead read : reads) {
      if (read.opened() && read.tracker.committable() > read.committed) {
        offsets.put(read.source, new OffsetAndMetadata(read.tracker.committable()));
        moved.put(read.source, read);
      }
    }
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
      offsets.forEach((source, offset) -> moved.get(source).committed = offset.offset());
    }
  }
}
