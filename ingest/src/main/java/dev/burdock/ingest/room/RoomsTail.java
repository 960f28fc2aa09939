package dev.burdock.ingest.room;

import dev.burdock.ingest.topic.TopicLoop;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final KnownRooms rooms;
  private final Clock clock;
  private final TopicLoop loop;

  public RoomsTail(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<RoomInfo> codec,
      KnownRooms rooms,
      Supervisor supervisor,
      Clock clock) {
    this.consumer = consumer;
    this.topic = topic;
    this.codec = codec;
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

  private void poll() {
    for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
      apply(next);
    }
  }

  private void apply(ConsumerRecord<String, byte[]> next) {
    if (next.value() == null && next.key() != null) {
      rooms.forget(next.key());
      return;
    }
    try {
      RoomInfo room = codec.decode(next.value());
      rooms.add(room.getRoomId(), room.getRoomVersion());
    } catch (UnreadableRecordException | RegistryException e) {
      LOG.warn("topic={} offset={} skipped: {}", topic, next.offset(), e.getMessage());
    }
  }
}
