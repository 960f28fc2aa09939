package dev.burdock.fanout.sync.kafka;

import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
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
  private final String roomEvents;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final BooleanSupplier isAnotherStream;
  private final Thread thread;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private DeliveryCheck check;
  private volatile boolean closing;

  /**
   * A reader that has not begun.
   *
   * @param consumer owned by this reader from now on
   * @param roomEvents the topic whose offsets the positions of deliveries are
   * @param deadLetters gets each record that is left out, with the reason
   * @param isAnotherStream whether the topics are not those of the start any more; asked often
   */
  public DeliveryReader(
      Consumer<byte[], byte[]> consumer,
      String roomEvents,
      BooleanSupplier isAnotherStream,
      AvroCodec<Delivery> codec,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      Notifier notifier,
      SyncMetrics metrics,
      Supervisor supervisor,
      Clock clock) {
    this.consumer = consumer;
    this.roomEvents = roomEvents;
    this.isAnotherStream = isAnotherStream;
    this.thread = supervisor.thread("burdock-sync-deliveries", this::run, () -> closing);
    this.codec = codec;
    this.deadLetters = deadLetters;
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
    check = new DeliveryCheck(partitions.size(), this::endOfRoomEvents);
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
        if (isAnotherStream.getAsBoolean()) {
          throw new IllegalStateException(
              "topics made anew: every position is another one, begin again");
        }
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
      caughtUp.completeExceptionally(e);
      throw e;
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
    while (!closing) {
      try {
        Delivery delivery = codec.decode(record.value());
        Optional<String> fault = check.fault(record.partition(), delivery, clock.millis());
        if (fault.isPresent()) {
          leaveOut(record, fault.get());
        } else {
          notifier.apply(record.partition(), delivery, clock.millis());
        }
        return;
      } catch (UnreadableRecordException e) {
        leaveOut(record, e.getMessage());
        return;
      } catch (WakeupException | InterruptException e) {
        throw e;
      } catch (RegistryException | KafkaException e) {
        LOG.warn("deliveries: cannot be read now error={}", e.getMessage());
        pause();
      }
    }
  }

  private void leaveOut(ConsumerRecord<byte[], byte[]> record, String reason) {
    metrics.unreadable();
    deadLetters.accept(record, reason);
  }

  private long endOfRoomEvents(int partition) {
    TopicPartition asked = new TopicPartition(roomEvents, partition);
    return consumer.endOffsets(List.of(asked)).get(asked);
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
