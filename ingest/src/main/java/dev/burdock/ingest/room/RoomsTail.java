package dev.burdock.ingest.room;

import dev.burdock.ingest.topic.TopicLoop;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link KnownRooms} in step with the topic {@code rooms}, from its beginning on. */
public final class RoomsTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoomsTail.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<String, byte[]> consumer;
  private final String topic;
  private final AvroCodec<RoomInfo> codec;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final KnownRooms rooms;
  private final Clock clock;
  private final TopicLoop loop;

  /**
   * @param deadLetters gets each record that cannot be read, with the reason
   */
  public RoomsTail(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<RoomInfo> codec,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      KnownRooms rooms,
      Supervisor supervisor,
      Clock clock) {
    this.consumer = consumer;
    this.topic = topic;
    this.codec = codec;
    this.deadLetters = deadLetters;
    this.rooms = rooms;
    this.clock = clock;
    this.loop =
        new TopicLoop(
            "burdock-ingest-rooms", consumer, topic, POLL, this::poll, () -> {}, supervisor);
  }

  /**
   * Reads what is there, then follows in a thread of its own.
   *
   * @throws KafkaException when Kafka does not answer in time
   */
  public void start(Duration timeout) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, timeout).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, timeout);
    long deadline = clock.millis() + timeout.toMillis();
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), timeout) >= end.getValue())) {
      if (clock.millis() > deadline) {
        throw new KafkaException(topic + ": not read in " + timeout.toMillis() + " ms");
      }
      poll();
    }
    loop.start();
  }

  /** Whether the topic is being followed. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    loop.close();
  }

  /** What the registry keeps from being read is read again, with all that came after it. */
  private void poll() {
    Map<TopicPartition, Long> again = new HashMap<>();
    for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
      if (!again.isEmpty() || !apply(next)) {
        again.putIfAbsent(new TopicPartition(next.topic(), next.partition()), next.offset());
      }
    }
    again.forEach(consumer::seek);
    if (!again.isEmpty()) {
      throw new KafkaException(topic + ": the registry does not tell its schemas");
    }
  }

  private boolean apply(ConsumerRecord<String, byte[]> next) {
    if (next.value() == null && next.key() != null) {
      rooms.forget(next.key());
      return true;
    }
    try {
      RoomInfo room = codec.decode(next.value());
      rooms.add(room.getRoomId(), room.getRoomVersion());
    } catch (UnreadableRecordException e) {
      byte[] key = next.key() == null ? null : next.key().getBytes(StandardCharsets.UTF_8);
      deadLetters.accept(
          new ConsumerRecord<>(topic, next.partition(), next.offset(), key, next.value()),
          e.getMessage());
    } catch (RegistryException e) {
      LOG.warn("topic={} offset={} waits: {}", topic, next.offset(), e.getMessage());
      return false;
    }
    return true;
  }
}
