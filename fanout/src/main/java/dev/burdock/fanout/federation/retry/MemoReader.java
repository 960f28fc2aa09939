package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what is remembered of the destinations of some partitions. */
final class MemoReader {
  /** With its jitter. */
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(2);

  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final AvroCodec<DestinationState> codec;
  private final String topic;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final Clock clock;

  MemoReader(
      Supplier<Consumer<byte[], byte[]>> consumers,
      AvroCodec<DestinationState> codec,
      String topic,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      Clock clock) {
    this.consumers = consumers;
    this.codec = codec;
    this.topic = topic;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  /** All that is remembered now, by partition and destination. */
  Map<Integer, Map<String, Memo>> read(Set<Integer> partitions) {
    Map<Integer, Map<String, Memo>> memos = new HashMap<>();
    List<TopicPartition> sources =
        partitions.stream().map(number -> new TopicPartition(topic, number)).toList();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(sources);
      Map<TopicPartition, Long> ends = consumer.endOffsets(sources);
      consumer.seekToBeginning(sources);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record, memos.computeIfAbsent(record.partition(), any -> new HashMap<>()));
        }
      }
    }
    return memos;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Map<String, Memo> memos) {
    if (record.key() == null) {
      deadLetters.accept(record, "no key");
      return;
    }
    String destination = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      memos.remove(destination);
      return;
    }
    try {
      memos.put(destination, plausible(MemoRecords.memo(codec.decode(record.value()))));
    } catch (UnreadableRecordException e) {
      deadLetters.accept(record, e.getMessage());
    }
  }

  /** No backoff is longer than an hour, so that none is waited for that began in the future. */
  private Memo plausible(Memo memo) {
    long latest = clock.millis() + LONGEST_BACKOFF.toMillis();
    return memo.retryTs() <= latest ? memo : memo.withRetryTs(latest);
  }
}
