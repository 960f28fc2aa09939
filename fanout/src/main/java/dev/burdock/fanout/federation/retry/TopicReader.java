package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.PushCause;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Shelf.Chunk;
import dev.burdock.fanout.federation.lane.Shelf.Withdrawn;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads retry topics when their lanes ask for it, and commits how far they are
 * worked off. All topics share one consumer; those from which nothing is wanted are not fetched.
 */
final class TopicReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long REST_MS = 50;

  /** A topic that is not there for so long is gone. */
  private static final Duration MISSING = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<Outbound> codec;
  private final Function<Outbound, QueuedPdu> pdus;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final TopicCommits commits;
  private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, TopicRead> reads = new HashMap<>();
  private boolean stopping;

  /**
   * @param pdus reads the PDU of a record
   * @param deadLetters takes records that cannot be read, with the reason
   * @param commit how often what is worked off is committed
   */
  TopicReader(
      Consumer<byte[], byte[]> consumer,
      AvroCodec<Outbound> codec,
      Function<Outbound, QueuedPdu> pdus,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      Duration commit) {
    this.consumer = consumer;
    this.codec = codec;
    this.pdus = pdus;
    this.deadLetters = deadLetters;
    this.commits = new TopicCommits(consumer, reads.values(), commit);
  }

  CompletableFuture<Chunk> read(String topic, int owner) {
    CompletableFuture<Chunk> future = new CompletableFuture<>();
    calls.add(() -> get(topic, owner).want(future));
    return future;
  }

  void rewind(String topic) {
    calls.add(() -> Optional.ofNullable(reads.get(source(topic))).ifPresent(TopicRead::rewind));
  }

  /** A record was appended. */
  void appended(String topic, long offset) {
    calls.add(
        () ->
            Optional.ofNullable(reads.get(source(topic)))
                .ifPresent(read -> read.end = Math.max(read.end, offset + 1)));
  }

  /** Forgets a topic that is to be deleted. */
  void forget(String topic) {
    calls.add(() -> reads.remove(source(topic)));
  }

  /** Whether the brokers have it that all of a topic is worked off; a topic that is gone is. */
  CompletableFuture<Boolean> workedOff(String topic) {
    CompletableFuture<Boolean> nothing = new CompletableFuture<>();
    calls.add(() -> commits.workedOff(source(topic), nothing));
    return nothing;
  }

  /** Commits and forgets the topics of partitions that go to another worker. */
  CompletableFuture<Void> release(Set<Integer> owners) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    calls.add(
        () -> {
          commits.commit();
          reads.values().removeIf(read -> owners.contains(read.owner));
          done.complete(null);
        });
    return done;
  }

  /** Forgets the topics of partitions, with all that was thought of them. */
  CompletableFuture<Void> forget(Set<Integer> owners) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    calls.add(
        () -> {
          reads.values().removeIf(read -> owners.contains(read.owner));
          done.complete(null);
        });
    return done;
  }

  void stop() {
    calls.add(() -> stopping = true);
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        turn();
      }
      commits.commit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close();
    }
  }

  private void turn() throws InterruptedException {
    List<Runnable> due = new ArrayList<>();
    boolean busy = reads.values().stream().anyMatch(TopicRead::wanted);
    if (!busy) {
      Runnable call = calls.poll(REST_MS, TimeUnit.MILLISECONDS);
      if (call != null) {
        due.add(call);
      }
    }
    calls.drainTo(due);
    due.forEach(Runnable::run);
    try {
      open();
      fetch();
      commits.commitIfDue();
    } catch (RegistryException | KafkaException e) {
      LOG.warn("retry_read_again error={}", e.toString());
      // What was fetched and not taken up is fetched once more.
      reads.values().forEach(read -> read.moved = true);
      TimeUnit.MILLISECONDS.sleep(REST_MS);
    }
  }

  private TopicRead get(String topic, int owner) {
    return reads.computeIfAbsent(source(topic), any -> new TopicRead(source(topic), owner));
  }

  private static TopicPartition source(String topic) {
    return new TopicPartition(topic, 0);
  }

  /** Finds out where topics that are read for the first time are worked off, and where they end. */
  private void open() {
    List<TopicRead> fresh =
        reads.values().stream().filter(read -> read.wanted() && !read.opened()).toList();
    if (fresh.isEmpty()) {
      return;
    }
    Set<TopicPartition> there = new HashSet<>();
    for (TopicRead read : fresh) {
      if (!consumer.partitionsFor(read.source.topic()).isEmpty()) {
        there.add(read.source);
      } else if (read.missing(System.nanoTime()).compareTo(MISSING) > 0) {
        reads.remove(read.source);
        read.fail(new KafkaException(read.source.topic() + ": no such topic"));
      }
    }
    if (there.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(there);
    Map<TopicPartition, Long> ends = consumer.endOffsets(there);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(there);
    for (TopicPartition source : there) {
      OffsetAndMetadata offset = committed.get(source);
      long begin = beginnings.get(source);
      long from = offset == null ? begin : Math.max(begin, offset.offset());
      reads.get(source).open(from, ends.get(source));
    }
  }

  private void fetch() {
    List<TopicRead> wanting =
        reads.values().stream().filter(read -> read.wanted() && read.opened()).toList();
    List<TopicRead> behind = wanting.stream().filter(read -> !read.atEnd()).toList();
    if (!behind.isEmpty()) {
      assign(behind);
      take(consumer.poll(POLL));
      behind.forEach(read -> read.position = consumer.position(read.source));
    }
    for (TopicRead read : wanting) {
      if (read.scanning && read.atEnd()) {
        read.scanned();
      } else if (!read.scanning && (read.atEnd() || read.some())) {
        read.answer();
      }
    }
  }

  private void assign(Collection<TopicRead> wanting) {
    Set<TopicPartition> sources = new HashSet<>();
    wanting.forEach(read -> sources.add(read.source));
    Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    if (!before.equals(sources)) {
      consumer.assign(sources);
    }
    for (TopicRead read : wanting) {
      if (read.moved || !before.contains(read.source)) {
        consumer.seek(read.source, read.position);
        read.moved = false;
      }
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition source : records.partitions()) {
      TopicRead read = reads.get(source);
      for (ConsumerRecord<byte[], byte[]> record : records.records(source)) {
        if (read != null && record.offset() >= read.position) {
          take(read, record);
          read.position = record.offset() + 1;
        }
      }
    }
  }

  private void take(TopicRead read, ConsumerRecord<byte[], byte[]> record) {
    try {
      Outbound outbound = codec.decode(record.value());
      if (outbound.getPdu() == null) {
        if (read.scanning) {
          read.withdrawn(new Withdrawn(outbound.getEventId(), outbound.getEndTs()));
        }
      } else if (!read.scanning) {
        QueuedPdu pdu = pdu(outbound, record.timestamp());
        Optional<Source> source =
            read.tracker.again(record.offset(), pdu.size()).map(done -> done::run);
        source.ifPresent(found -> read.add(new Waiting(pdu, found, true)));
        return;
      }
    } catch (UnreadableRecordException e) {
      if (!read.scanning) {
        deadLetters.accept(record, e.getMessage());
      }
    }
    if (!read.scanning) {
      read.tracker.again(record.offset(), 0).ifPresent(Runnable::run);
    }
  }

  /** Its timestamp is that of the push that it waits for. */
  private QueuedPdu pdu(Outbound outbound, long pushedTs) {
    PushCause cause = PushCause.valueOf(outbound.getCause().name());
    return pdus.apply(outbound).pushed(cause, pushedTs, -1);
  }
}
