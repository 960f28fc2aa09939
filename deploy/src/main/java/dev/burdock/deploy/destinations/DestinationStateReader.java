package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the topic of destinations from its beginning to its end. */
final class DestinationStateReader {
  private final Consumer<String, byte[]> consumer;
  private final AvroCodec<DestinationState> codec;
  private final String topic;

  DestinationStateReader(
      Consumer<String, byte[]> consumer, AvroCodec<DestinationState> codec, String topic) {
    this.consumer = consumer;
    this.codec = codec;
    this.topic = topic;
  }

  /**
   * The newest state of each destination; memory grows with what is kept, not with the topic.
   *
   * @param wanted which destinations
   * @param keep what to keep of a state
   * @throws IllegalStateException when the end is not reached within {@code longest}
   */
  <T> LatestStates<T> read(
      Predicate<String> wanted, Function<DestinationState, T> keep, Duration longest) {
    List<TopicPartition> partitions = TopicReads.partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Reading<T> reading = new Reading<>(wanted, keep);
    if (!TopicReads.poll(consumer, () -> TopicReads.at(ends, consumer), longest, reading::add)) {
      throw new IllegalStateException(
          "%s: read up to %s (expected: to its end, %s, within %d s)"
              .formatted(topic, positions(partitions), ends, longest.toSeconds()));
    }
    return new LatestStates<>(reading.states, reading.unreadable);
  }

  private Map<TopicPartition, Long> positions(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }

  /** What was read so far. */
  private final class Reading<T> {
    private final Predicate<String> wanted;
    private final Function<DestinationState, T> keep;
    private final Map<String, T> states = new HashMap<>();
    private int unreadable;

    Reading(Predicate<String> wanted, Function<DestinationState, T> keep) {
      this.wanted = wanted;
      this.keep = keep;
    }

    void add(ConsumerRecord<String, byte[]> record) {
      if (record.key() == null || !wanted.test(record.key())) {
        return;
      }
      states.remove(record.key());
      if (record.value() == null) {
        return;
      }
      try {
        states.put(record.key(), keep.apply(codec.decode(record.value())));
      } catch (UnreadableRecordException e) {
        unreadable++;
      }
    }
  }
}
