package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.lane.Memory;
import dev.burdock.fanout.federation.retry.OwnedMemos.Entry;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes topic destinations, each partition by a transactional producer of its own, so that who
 * takes a partition over fences the one before: a worker that was frozen and lost its partitions
 * can change nothing any more. A partition that cannot be written holds up no other.
 */
final class MemoWriter implements Memory, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoWriter.class);
  private static final long IDLE_MS = 100;
  private static final long GATHER_MS = 10;
  private static final long AGAIN_MS = 200;
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final IntFunction<Producer<byte[], byte[]>> producers;
  private final Supplier<BooleanSupplier> confirmations;
  private final AvroCodec<DestinationState> codec;
  private final String topic;
  private final Clock clock;
  private final Map<Integer, OwnedMemos> owned = new ConcurrentHashMap<>();
  private final BlockingQueue<Given> given = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** Something to write for a partition, as it was owned when it was given. */
  private record Given(OwnedMemos to, Entry entry) {}

  /**
   * @param producers makes the transactional producer of a partition
   * @param confirmations gives what tells whether the group has confirmed its partitions since
   */
  MemoWriter(
      IntFunction<Producer<byte[], byte[]>> producers,
      Supplier<BooleanSupplier> confirmations,
      AvroCodec<DestinationState> codec,
      String topic,
      Clock clock) {
    this.producers = producers;
    this.confirmations = confirmations;
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
    CompletableFuture<?>[] written =
        partitions.stream().map(this::flushed).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(written).get(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
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
    OwnedMemos to = owned.get(partition);
    if (to != null) {
      given.add(new Given(to, new Entry(destination, memo, done)));
    }
    return done;
  }

  @Override
  public void run() {
    Set<OwnedMemos> busy = new LinkedHashSet<>();
    try {
      while (!closed) {
        Given first = given.poll(busy.isEmpty() ? IDLE_MS : AGAIN_MS, TimeUnit.MILLISECONDS);
        if (first != null) {
          TimeUnit.MILLISECONDS.sleep(GATHER_MS);
          List<Given> all = new ArrayList<>(List.of(first));
          given.drainTo(all);
          all.forEach(next -> next.to().add(next.entry()));
          all.forEach(next -> busy.add(next.to()));
        }
        busy.retainAll(Set.copyOf(owned.values()));
        busy.forEach(OwnedMemos::write);
        busy.removeIf(memos -> !memos.waits());
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
    OwnedMemos memos =
        new OwnedMemos(
            partition,
            () -> producers.apply(partition),
            confirmations,
            entry -> record(partition, entry));
    memos.take();
    close(owned.put(partition, memos));
  }

  private CompletableFuture<Void> flushed(int partition) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    OwnedMemos to = owned.get(partition);
    if (to == null) {
      done.complete(null);
    } else {
      given.add(new Given(to, new Entry(null, Memo.NOTHING, done)));
    }
    return done;
  }

  private ProducerRecord<byte[], byte[]> record(int partition, Entry entry) {
    byte[] key = entry.destination().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        entry.memo().equals(Memo.NOTHING)
            ? null
            : codec.encode(MemoRecords.record(entry.memo(), clock.millis()));
    return new ProducerRecord<>(topic, partition, key, value);
  }

  private static void close(OwnedMemos memos) {
    if (memos != null) {
      memos.close();
    }
  }
}
