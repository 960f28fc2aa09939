package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import dev.burdock.fanout.federation.domain.PushCause;
import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads again, after a takeover, which pushes wait behind cursors: the records of
 * topic outbound from the oldest of them up to where the partition is read from. Other destinations
 * do not wait for it.
 */
public final class CursorRecall implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CursorRecall.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long REST_MS = 200;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final String topic;
  private final AvroCodec<Outbound> codec;
  private final Dispatcher dispatcher;
  private final Executor engine;
  private final BlockingQueue<Recall> wanted = new LinkedBlockingQueue<>();

  /** What is read of each partition, as it is owned now. */
  private final Map<Integer, Recall> current = new ConcurrentHashMap<>();

  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean stopping;

  /** From which offset on each destination of a partition may have something waiting. */
  private record Recall(long number, int partition, Map<String, Long> from, long end) {
    long first() {
      return from.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }
  }

  /**
   * @param consumers makes a consumer of assigned partitions
   */
  public CursorRecall(
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topic,
      AvroCodec<Outbound> codec,
      Dispatcher dispatcher,
      Executor engine) {
    this.consumers = consumers;
    this.topic = topic;
    this.codec = codec;
    this.dispatcher = dispatcher;
    this.engine = engine;
  }

  /**
   * Begins with a partition, whose destinations are taken up as remembered.
   *
   * @param end the offset from which on it is read by the worker
   */
  void begin(int partition, Map<String, Memo> memos, long end) {
    Map<String, Long> from = new HashMap<>();
    memos.forEach(
        (destination, memo) -> {
          if (memo.keeping() == Keeping.CURSOR && memo.behindOffset() >= 0) {
            from.put(destination, memo.behindOffset());
          }
        });
    if (!from.isEmpty()) {
      Recall recall = new Recall(numbers.incrementAndGet(), partition, Map.copyOf(from), end);
      current.put(partition, recall);
      wanted.add(recall);
    }
  }

  /** These partitions went to another worker. */
  void forget(Set<Integer> partitions) {
    current.keySet().removeAll(partitions);
  }

  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        Recall next = wanted.poll(REST_MS, TimeUnit.MILLISECONDS);
        if (next != null && isCurrent(next) && !read(next)) {
          wanted.add(next);
          TimeUnit.MILLISECONDS.sleep(REST_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isCurrent(Recall recall) {
    Recall now = current.get(recall.partition());
    return now != null && now.number() == recall.number();
  }

  /** Reads all of it, then tells it; false when that is to be tried again. */
  private boolean read(Recall recall) {
    TopicPartition source = new TopicPartition(topic, recall.partition());
    Map<String, List<PushedEvent>> waiting = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(List.of(source));
      long begin = consumer.beginningOffsets(List.of(source)).get(source);
      consumer.seek(source, Math.max(recall.first(), begin));
      while (consumer.position(source) < recall.end() && isCurrent(recall) && !stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < recall.end()) {
            take(recall, record, waiting);
          }
        }
      }
    } catch (KafkaException | RegistryException e) {
      LOG.warn("recall_again partition={} error={}", recall.partition(), e.toString());
      return false;
    }
    engine.execute(
        () -> {
          if (isCurrent(recall)) {
            dispatcher.recall(waiting);
            dispatcher.recalled(recall.from().keySet());
          }
        });
    return true;
  }

  private void take(
      Recall recall,
      ConsumerRecord<byte[], byte[]> record,
      Map<String, List<PushedEvent>> waiting) {
    Outbound outbound;
    try {
      outbound = codec.decode(record.value());
    } catch (UnreadableRecordException e) {
      LOG.debug("unreadable source={}-{}@{}", topic, record.partition(), record.offset());
      return;
    }
    if (outbound.getCatchUp() != null) {
      return;
    }
    if (outbound.getPdu() == null) {
      engine.execute(
          () -> dispatcher.withdraw(outbound.getEventId(), outbound.getEndTs(), List.of()));
      return;
    }
    PushedEvent push = push(outbound, record);
    for (String destination : outbound.getDestinations()) {
      if (recall.from().getOrDefault(destination, Long.MAX_VALUE) <= record.offset()) {
        waiting.computeIfAbsent(destination, any -> new ArrayList<>()).add(push);
      }
    }
  }

  private static PushedEvent push(Outbound outbound, ConsumerRecord<byte[], byte[]> record) {
    return new PushedEvent(
        outbound.getEventId(),
        outbound.getRoomId(),
        outbound.getOrigin(),
        PushCause.valueOf(outbound.getCause().name()),
        outbound.getReceivedTs(),
        outbound.getEndTs(),
        record.timestamp(),
        record.offset());
  }
}
