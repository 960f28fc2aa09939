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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes topic destinations, each partition by a transactional producer of its own, so that who
 * takes a partition over fences the one before: a worker that was frozen and lost its partitions
 * can change nothing any more.
 */
final class MemoWriter implements Memory, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoWriter.class);
  private static final long IDLE_MS = 100;
  private static final long GATHER_MS = 10;
  private static final long AGAIN_MS = 200;
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final IntFunction<Producer<byte[], byte[]>> producers;
  private final AvroCodec<DestinationState> codec;
  private final String topic;
  private final Clock clock;
  private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /**
   * Something to write.
   *
   * @param owned as what it was given; null when the partition was not this worker's
   * @param destination null for nothing: only tells when everything before it is written
   */
  private record Entry(Owned owned, String destination, Memo memo, CompletableFuture<Void> done) {}

  /** A partition from when it was taken until it is lost; taken again, it is another. */
  private static final class Owned {
    private final int partition;
    private final Producer<byte[], byte[]> producer;

    private Owned(int partition, Producer<byte[], byte[]> producer) {
      this.partition = partition;
      this.producer = producer;
    }
  }

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
      fencing.add(CompletableFuture.runAsync(() -> take(partition)));
    }
    try {
      CompletableFuture.allOf(fencing.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : e;
    }
  }

  /** Lets partitions go, after what was given for them is written. */
  void release(Set<Integer> partitions) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    waiting.add(new Entry(null, null, Memo.NOTHING, written));
    try {
      written.get(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | ExecutionException e) {
      LOG.warn("destinations_not_flushed partitions={} error={}", partitions, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lose(partitions);
  }

  /** Forgets partitions that another worker has already. */
  void lose(Set<Integer> partitions) {
    partitions.forEach(partition -> close(owned.remove(partition)));
  }

  @Override
  public CompletionStage<Void> write(int partition, String destination, Memo memo) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Entry(owned.get(partition), destination, memo, done));
    return done;
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        Entry first = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
        if (first != null) {
          TimeUnit.MILLISECONDS.sleep(GATHER_MS);
          List<Entry> entries = new ArrayList<>(List.of(first));
          waiting.drainTo(entries);
          write(entries);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    closed = true;
    lose(Set.copyOf(owned.keySet()));
  }

  private void take(int partition) {
    Producer<byte[], byte[]> producer = producers.apply(partition);
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(CLOSE);
      throw e;
    }
    close(owned.put(partition, new Owned(partition, producer)));
  }

  private void write(List<Entry> entries) throws InterruptedException {
    Map<Owned, List<Entry>> byPartition = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.owned() != null) {
        byPartition.computeIfAbsent(entry.owned(), any -> new ArrayList<>()).add(entry);
      }
    }
    for (Map.Entry<Owned, List<Entry>> batch : byPartition.entrySet()) {
      write(batch.getKey(), batch.getValue());
    }
    entries.stream()
        .filter(entry -> entry.destination() == null)
        .forEach(entry -> entry.done().complete(null));
  }

  /** Writes in one transaction; entries of a partition that is not ours are never done. */
  private void write(Owned source, List<Entry> entries) throws InterruptedException {
    int partition = source.partition;
    while (owned.get(partition) == source && !closed) {
      KafkaTransaction transaction = new KafkaTransaction(source.producer);
      try {
        if (transaction.write(entries.stream().map(entry -> record(partition, entry)).toList())) {
          entries.forEach(entry -> entry.done().complete(null));
          return;
        }
      } catch (RegistryException e) {
        LOG.warn("destinations_again partition={} error={}", partition, e.toString());
      } catch (KafkaException | IllegalStateException e) {
        LOG.warn("destinations_lost partition={} error={}", partition, e.toString());
        owned.remove(partition, source);
        close(source);
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
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

  private static void close(Owned source) {
    if (source != null) {
      source.producer.close(CLOSE);
    }
  }
}
