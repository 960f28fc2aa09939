package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.schemas.registry.RegistryException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memos of one partition from when it was taken until it is lost; taken again, it is another. A
 * producer of no use any more (fenced, or its transaction took too long) is made anew once the
 * group has said that the partition is still this worker's. Used by the thread of the writer, but
 * for {@link #take} and {@link #close}.
 */
final class OwnedMemos {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedMemos.class);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final int partition;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Supplier<BooleanSupplier> confirmations;
  private final Function<Entry, ProducerRecord<byte[], byte[]>> records;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private Producer<byte[], byte[]> producer;
  private BooleanSupplier confirmed;
  private boolean closed;

  /**
   * Something to write.
   *
   * @param destination null for nothing: only tells when everything before it is written
   */
  record Entry(String destination, Memo memo, CompletableFuture<Void> done) {}

  /**
   * @param producers makes a transactional producer, each of which fences those before
   * @param confirmations gives what tells whether the group has confirmed the partition since
   */
  OwnedMemos(
      int partition,
      Supplier<Producer<byte[], byte[]>> producers,
      Supplier<BooleanSupplier> confirmations,
      Function<Entry, ProducerRecord<byte[], byte[]>> records) {
    this.partition = partition;
    this.producers = producers;
    this.confirmations = confirmations;
    this.records = records;
  }

  /**
   * Fences whoever wrote before; waits for Kafka.
   *
   * @throws KafkaException when that cannot be done now
   */
  void take() {
    Producer<byte[], byte[]> fresh = producers.get();
    try {
      fresh.initTransactions();
    } catch (KafkaException e) {
      fresh.close(CLOSE);
      throw e;
    }
    if (!keep(fresh)) {
      fresh.close(CLOSE);
    }
  }

  void add(Entry entry) {
    waiting.add(entry);
  }

  boolean waits() {
    return !waiting.isEmpty();
  }

  /** Tries to write all that waits, in one transaction. */
  void write() {
    List<Entry> entries = new ArrayList<>(waiting);
    try {
      List<ProducerRecord<byte[], byte[]>> batch =
          entries.stream().filter(entry -> entry.destination() != null).map(records).toList();
      if (batch.isEmpty() || (usable() && new KafkaTransaction(producer()).write(batch))) {
        entries.forEach(entry -> entry.done().complete(null));
        waiting.clear();
      }
    } catch (RegistryException e) {
      LOG.warn("destinations_again partition={} error={}", partition, e.toString());
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("destinations_retake partition={} error={}", partition, e.toString());
      giveUpProducer();
    }
  }

  /** Whether there is a producer, made anew when that may be. */
  private boolean usable() {
    if (producer() == null && confirmed.getAsBoolean()) {
      take();
      LOG.info("destinations_retaken partition={}", partition);
    }
    return producer() != null;
  }

  private synchronized Producer<byte[], byte[]> producer() {
    return producer;
  }

  private synchronized boolean keep(Producer<byte[], byte[]> fresh) {
    producer = closed ? null : fresh;
    return !closed;
  }

  private synchronized void giveUpProducer() {
    if (producer != null) {
      producer.close(CLOSE);
    }
    producer = null;
    confirmed = confirmations.get();
  }

  /** Writes nothing any more; what waits is never done. */
  synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
