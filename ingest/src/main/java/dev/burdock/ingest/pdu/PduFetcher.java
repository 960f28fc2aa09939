package dev.burdock.ingest.pdu;

import dev.burdock.ingest.topic.TopicLoop;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads our own topic for sticky events whose PDU is missing and has it fetched (ADR 0006). What is
 * under way when the process ends is read again by the next one.
 */
public final class PduFetcher implements AutoCloseable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(PduFetcher.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration COMMIT = Duration.ofSeconds(5);

  /** Events under way at once, counted per room; the topic waits for the rest. */
  static final int MAX_OPEN = 512;

  /** Events under way at once, all told. */
  static final int MAX_HELD = 16_384;

  private final Consumer<String, byte[]> consumer;
  private final String topic;
  private final AvroCodec<RoomEvent> codec;
  private final String serverName;
  private final PduLanes lanes;
  private final PartitionOffsets offsets = new PartitionOffsets();
  private final TopicLoop loop;

  /**
   * Wires a fetcher.
   *
   * @param consumer not yet subscribed; closed by the fetcher
   * @param serverName the server of ours whose homeserver can be asked
   * @param work what is done with each event
   * @param maxRooms rooms that are worked on at once
   * @param supervisor stands over its thread
   */
  public static PduFetcher of(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<RoomEvent> codec,
      String serverName,
      PduFetch work,
      int maxRooms,
      Supervisor supervisor) {
    return new PduFetcher(
        consumer, topic, codec, serverName, new PduLanes(work::run, maxRooms), supervisor);
  }

  PduFetcher(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<RoomEvent> codec,
      String serverName,
      PduLanes lanes,
      Supervisor supervisor) {
    this.consumer = consumer;
    this.topic = topic;
    this.codec = codec;
    this.serverName = serverName;
    this.lanes = lanes;
    this.loop =
        new TopicLoop(
            "burdock-ingest-pdu", consumer, topic, PAUSE, this::step, this::commit, supervisor);
  }

  /** Begins to read, in a thread of its own. */
  public void start() {
    consumer.subscribe(List.of(topic), this);
    loop.start();
  }

  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    loop.close();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    LOG.debug("topic={} partitions={} assigned", topic, partitions.size());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    commit();
    partitions.forEach(offsets::lost);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    partitions.forEach(offsets::lost);
  }

  private void step() {
    Set<TopicPartition> ours = consumer.assignment();
    if (lanes.load() >= MAX_OPEN || offsets.open() >= MAX_HELD) {
      consumer.pause(ours);
    } else {
      consumer.resume(consumer.paused());
    }
    for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
      take(next);
    }
    commit();
  }

  private void take(ConsumerRecord<String, byte[]> next) {
    TopicPartition partition = new TopicPartition(next.topic(), next.partition());
    Optional<WantedPdu> wanted = decode(next).flatMap(event -> WantedPdu.of(event, serverName));
    Runnable ended = offsets.read(partition, next.offset(), wanted.isPresent());
    wanted.ifPresent(event -> lanes.add(event).onComplete(any -> ended.run()));
  }

  /** Waits for the schema registry as long as it takes. */
  private Optional<RoomEvent> decode(ConsumerRecord<String, byte[]> next) {
    while (true) {
      try {
        return Optional.of(codec.decode(next.value()));
      } catch (UnreadableRecordException e) {
        return Optional.empty(); // the topology, which reads it too, reports it
      } catch (RegistryException e) {
        LOG.warn("topic={} pdus wait: {}", topic, e.toString());
        if (!loop.pause()) {
          throw new WakeupException();
        }
      }
    }
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> moved = offsets.take();
    if (!moved.isEmpty()) {
      consumer.commitSync(moved, COMMIT);
    }
  }
}
