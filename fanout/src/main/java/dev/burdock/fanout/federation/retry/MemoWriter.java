package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.lane.Memory;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes topic destinations, each partition by a transactional producer of its own, so that who
 * takes a partition over fences the one before: a worker that was frozen and lost its partitions
 * can change nothing any more.
 */
final class MemoWriter implements Memory, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoWriter.class);
  private static final long GATHER_MS = 10;
  private static final long AGAIN_MS = 200;
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final IntFunction<Producer<byte[], byte[]>> producers;
  private final AvroCodec<DestinationState> codec;
  private final String topic;
  private final Clock clock;
  private final Map<Integer, Producer<byte[], byte[]>> owned = new HashMap<>();
  private final Map<Integer, List<Entry>> waiting = new HashMap<>();
  private boolean writing;
  private boolean closed;

  private record Entry(String destination, Memo memo, CompletableFuture<Void> done) {}

  /**
   * @param producers makes the transactional producer of a partition
   */
  MemoWriter(
      IntFunction<Producer<byte[], byte[]>> producers,
      AvroCodec<DestinationState> codec,
      String topic,
      Clock clock) {
    this.producers = producers;
    this.codec = codec;
    this.topic = topic;
    this.clock = clock;
  }

  /** Takes partitions over: whoever had them before can write no more. */
  void take(Set<Integer> partitions) {
    List<CompletableFuture<Void>> fencing = new ArrayList<>();
    for (int partition : partitions) {
      fencing.add(
          CompletableFuture.runAsync(
              () -> {
                Producer<byte[], byte[]> producer = producers.apply(partition);
                producer.initTransactions();
                keep(partition, producer);
              }));
    }
    try {
      CompletableFuture.allOf(fencing.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : e;
    }
  }

  /** Lets partitions go, after what was given for them is written. */
  void release(Set<Integer> partitions, boolean flush) {
    if (flush) {
      awaitWritten(partitions);
    }
    for (int partition : partitions) {
      Producer<byte[], byte[]> producer;
      synchronized (this) {
        producer = owned.remove(partition);
        waiting.remove(partition);
      }
      if (producer != null) {
        producer.close(CLOSE);
      }
    }
  }

  @Override
  public synchronized CompletionStage<Void> write(int partition, String destination, Memo memo) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (owned.containsKey(partition)) {
      waiting
          .computeIfAbsent(partition, any -> new ArrayList<>())
          .add(new Entry(destination, memo, done));
      notifyAll();
    }
    return done;
  }

  @Override
  public void run() {
    while (true) {
      Map<Integer, List<Entry>> batches;
      synchronized (this) {
        writing = false;
        notifyAll();
        while (waiting.isEmpty() && !closed) {
          await(0);
        }
        if (closed) {
          return;
        }
        await(GATHER_MS);
        batches = new HashMap<>(waiting);
        waiting.clear();
        writing = true;
      }
      batches.forEach(this::write);
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void keep(int partition, Producer<byte[], byte[]> producer) {
    Producer<byte[], byte[]> before;
    synchronized (this) {
      before = owned.put(partition, producer);
    }
    if (before != null) {
      before.close(CLOSE);
    }
  }

  private synchronized void awaitWritten(Set<Integer> partitions) {
    long until = System.nanoTime() + FLUSH.toNanos();
    while ((writing || partitions.stream().anyMatch(waiting::containsKey))
        && System.nanoTime() < until
        && !closed) {
      await(GATHER_MS);
    }
  }

  private synchronized void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void write(int partition, List<Entry> entries) {
    Producer<byte[], byte[]> producer;
    synchronized (this) {
      producer = owned.get(partition);
    }
    if (producer == null) {
      return;
    }
    try {
      List<ProducerRecord<byte[], byte[]>> records =
          entries.stream().map(entry -> record(partition, entry)).toList();
      while (!written(producer, records)) {
        await(AGAIN_MS);
      }
      entries.forEach(entry -> entry.done().complete(null));
    } catch (KafkaException | IllegalStateException | RegistryException e) {
      LOG.warn("destinations_not_written partition={} error={}", partition, e.toString());
      synchronized (this) {
        owned.remove(partition, producer);
      }
    }
  }

  /**
   * Whether Kafka has the records; false when it is worth another try.
   *
   * @throws KafkaException when another worker has taken over, or the producer is of no use any
   *     more
   */
  private static boolean written(
      Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    try {
      producer.beginTransaction();
      records.forEach(producer::send);
      patiently(producer::commitTransaction);
      return true;
    } catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("destinations_again error={}", e.toString());
      patiently(producer::abortTransaction);
      return false;
    }
  }

  /** Repeats what only took too long: a commit or abort that timed out may be repeated as it is. */
  private static void patiently(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (TimeoutException e) {
        LOG.warn("destinations_waiting error={}", e.toString());
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, Entry entry) {
    byte[] key = entry.destination().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        entry.memo().equals(Memo.NOTHING)
            ? null
            : codec.encode(MemoRecords.record(entry.memo(), clock.millis()));
    return new ProducerRecord<>(topic, partition, key, value);
  }
}
