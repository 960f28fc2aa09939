package dev.burdock.ingest.room;

import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
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
  private final Thread thread = new Thread(this::follow, "burdock-ingest-rooms");
  private final CountDownLatch closing = new CountDownLatch(1);

  public RoomsTail(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<RoomInfo> codec,
      KnownRooms rooms,
      Clock clock) {
    this.consumer = consumer;
    this.topic = topic;
    this.codec = codec;
    this.rooms = rooms;
    this.clock = clock;
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
    thread.start();
  }

  /** Whether the topic is being followed. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      consumer.close();
    }
  }

  private void follow() {
    while (closing.getCount() > 0) {
      try {
        poll();
      } catch (WakeupException e) {
        LOG.debug("topic={} closing", topic);
      } catch (KafkaException e) {
        LOG.warn("topic={} cannot be read: {}", topic, e.toString());
        pause();
      }
    }
  }

  private void pause() {
    try {
      closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  private void poll() {
    for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
      apply(next);
    }
  }

  private void apply(ConsumerRecord<String, byte[]> next) {
    if (next.value() == null) {
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
