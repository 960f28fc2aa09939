package dev.burdock.fanout.sync.kafka;

import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads {@code deliveries}, all partitions of it, from before the oldest event that
 * may still be sticky, and feeds the notifier.
 */
public final class DeliveryReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryReader.class);

  /** An event is sticky for at most 60 minutes; the rest is for clocks that differ. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(65);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PURGE_EVERY = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<Delivery> codec;
  private final Notifier notifier;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, "burdock-sync-deliveries");
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private volatile boolean closing;

  /**
   * A reader that has not begun.
   *
   * @param consumer owned by this reader from now on
   */
  public DeliveryReader(
      Consumer<byte[], byte[]> consumer,
      AvroCodec<Delivery> codec,
      Notifier notifier,
      SyncMetrics metrics,
      Clock clock) {
    this.consumer = consumer;
    this.codec = codec;
    this.notifier = notifier;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Begins to read.
   *
   * @return completes when everything that was there has been read
   */
  public CompletableFuture<Void> start(Collection<TopicPartition> partitions) {
    consumer.assign(partitions);
    thread.start();
    return caughtUp;
  }

  /** Whether everything that was there at the start has been read, and the rest is being read. */
  public boolean ready() {
    return caughtUp.isDone() && !caughtUp.isCompletedExceptionally() && thread.isAlive();
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> ends = seekBack();
      long nextPurge = clock.millis() + PURGE_EVERY.toMillis();
      while (!closing) {
        readOnce();
        if (!caughtUp.isDone()) {
          ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
          if (ends.isEmpty()) {
            caughtUp.complete(null);
          }
        }
        long now = clock.millis();
        if (now >= nextPurge) {
          notifier.purge(now);
          nextPurge = now + PURGE_EVERY.toMillis();
        }
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("deliveries: stopped");
    } catch (RuntimeException e) {
      LOG.error("deliveries: reader ended unexpectedly", e);
      caughtUp.completeExceptionally(e);
    } finally {
      caughtUp.cancel(false);
    }
  }

  /** Seeks to the oldest record that may matter; returns the end of each partition. */
  private Map<TopicPartition, Long> seekBack() {
    long from = clock.millis() - LOOK_BACK.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    consumer.assignment().forEach(partition -> times.put(partition, from));
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(consumer.assignment()));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
    return ends;
  }

  private void readOnce() {
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        apply(record);
      }
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("deliveries: read failed, trying again error={}", e.toString());
      pause();
    }
    notifier.publish(clock.millis());
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    while (!closing) {
      try {
        notifier.apply(record.partition(), codec.decode(record.value()), clock.millis());
        return;
      } catch (UnreadableRecordException e) {
        metrics.unreadable();
        LOG.warn(
            "deliveries: record left out partition={} offset={} error={}",
            record.partition(),
            record.offset(),
            e.getMessage());
        return;
      } catch (RegistryException e) {
        LOG.warn("deliveries: schema registry does not answer error={}", e.getMessage());
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }
}
