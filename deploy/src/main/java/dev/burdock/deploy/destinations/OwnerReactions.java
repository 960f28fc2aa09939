package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What owners write about destinations from the moment that this was made. */
final class OwnerReactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerReactions.class);

  private final Consumer<String, byte[]> consumer;
  private final AvroCodec<DestinationState> codec;

  /** Takes {@code consumer} over. */
  OwnerReactions(
      Consumer<String, byte[]> consumer, AvroCodec<DestinationState> codec, String topic) {
    this.consumer = consumer;
    this.codec = codec;
    List<TopicPartition> partitions = TopicReads.partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // seeks are lazy
  }

  /**
   * The last reaction for each of {@code destinations}, as far as there is one: its new state,
   * empty for a tombstone. Waits until all are {@code settled}, or for {@code longest}.
   */
  Map<String, Optional<DestinationStatus>> await(
      Set<String> destinations,
      BiPredicate<String, Optional<DestinationStatus>> settled,
      Duration longest) {
    Map<String, Optional<DestinationStatus>> reactions = new HashMap<>();
    Set<String> open = new HashSet<>(destinations);
    TopicReads.poll(
        consumer,
        open::isEmpty,
        longest,
        record -> {
          String name = record.key();
          if (open.contains(name)
              && add(record, reactions)
              && settled.test(name, reactions.get(name))) {
            open.remove(name);
          }
        });
    return reactions;
  }

  /**
   * Whether a reaction is the end of what a command began: that the destination was called once
   * more, or that all is dropped.
   *
   * @param failures in a row, before the command
   * @param standing after it; empty for a tombstone
   */
  static boolean settles(Command command, int failures, Optional<DestinationStatus> standing) {
    int now = standing.map(DestinationStatus::failures).orElse(0);
    return now == 0 || (command == Command.RETRY && now > failures);
  }

  /** Whether it was readable. */
  private boolean add(
      ConsumerRecord<String, byte[]> record, Map<String, Optional<DestinationStatus>> reactions) {
    try {
      Optional<DestinationState> state = Optional.ofNullable(record.value()).map(codec::decode);
      reactions.put(record.key(), state.map(DestinationStatus::of));
      return true;
    } catch (UnreadableRecordException e) {
      LOG.warn("destination={} state=unreadable reason=\"{}\"", record.key(), e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
