package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is remembered of the destinations of some partitions. */
final class MemoReader {
  private static final Logger LOG = LoggerFactory.getLogger(MemoReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final AvroCodec<DestinationState> codec;
  private final String topic;

  MemoReader(
      Supplier<Consumer<byte[], byte[]>> consumers,
      AvroCodec<DestinationState> codec,
      String topic) {
    this.consumers = consumers;
    this.codec = codec;
    this.topic = topic;
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
    String destination = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      memos.remove(destination);
      return;
    }
    try {
      memos.put(destination, MemoRecords.memo(codec.decode(record.value())));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "unreadable source={}-{}@{} reason=\"{}\"",
          topic,
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }
}
