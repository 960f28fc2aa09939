package dev.burdock.testkit.process;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.outcome.CarriedBy;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.testkit.guarantee.EveryPushEnds;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation;
import dev.burdock.testkit.guarantee.Observation.Ended;
import dev.burdock.testkit.guarantee.Observation.Pushed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What was pushed to remote servers and how it ended, from topics outbound and outcomes (R34). */
public final class Books implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String PREFIX = "burdock.";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroCodec<Outbound> outbound;
  private final AvroCodec<Outcome> outcomes;
  private final String outboundTopic = Topic.OUTBOUND.name(PREFIX);
  private final List<Observation> entries = new ArrayList<>();
  private boolean passes;
  private int unreadable;

  /**
   * @param bootstrap of the brokers
   * @param registryUrl of the schema registry
   */
  public Books(String bootstrap, String registryUrl) {
    SchemaRegistry registry = new ConfluentRegistry(registryUrl);
    this.outbound = new AvroCodec<>(registry, Outbound.class);
    this.outcomes = new AvroCodec<>(registry, Outcome.class);
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(outboundTopic, Topic.OUTCOMES.name(PREFIX))) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The same, where a configuration says where they are. */
  public Books(KafkaConfig kafka) {
    this(kafka.bootstrapServers(), kafka.registryUrl());
  }

  /** From now on what nobody can read is counted and passed; else it ends the reading. */
  public Books passingUnreadable() {
    passes = true;
    return this;
  }

  /** How many records of these topics nobody can read; they are in no balance. */
  public int unreadable() {
    return unreadable;
  }

  /**
   * Reads all that is there; waits a while for the ends of what its destination has.
   *
   * @param history what else was observed
   */
  public List<Observation> balanced(History history, long now, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    do {
      read();
    } while (unaccounted(history, now) > 0 && System.nanoTime() - deadline < 0);
    return List.copyOf(entries);
  }

  private long unaccounted(History history, long now) {
    History all = history.copy();
    entries.forEach(all::add);
    return EveryPushEnds.unaccounted(all, now);
  }

  /** Ends before pushes: no end is taken whose push is not read yet, while events go on. */
  private void read() {
    readToEnd(Topic.OUTCOMES.name(PREFIX));
    readToEnd(outboundTopic);
  }

  private void readToEnd(String topic) {
    Map<Boolean, List<TopicPartition>> partitions =
        consumer.assignment().stream()
            .collect(Collectors.partitioningBy(partition -> partition.topic().equals(topic)));
    consumer.pause(partitions.get(false));
    consumer.resume(partitions.get(true));
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.get(true));
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(this::takeReadable);
    }
  }

  private void takeReadable(ConsumerRecord<byte[], byte[]> record) {
    try {
      take(record);
    } catch (UnreadableRecordException e) {
      if (!passes) {
        throw e;
      }
      unreadable++;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(outboundTopic)) {
      Outcome end = outcomes.decode(record.value());
      entries.add(
          new Ended(
              end.getDestination(),
              end.getEventId(),
              end.getQueuedTs(),
              end.getResult().name(),
              end.getCause() == CarriedBy.CATCH_UP,
              end.getFinishedTs()));
      return;
    }
    Outbound push = outbound.decode(record.value());
    if (push.getPdu() != null && push.getCatchUp() == null) {
      push.getDestinations()
          .forEach(
              destination ->
                  entries.add(
                      new Pushed(
                          destination, push.getEventId(), record.timestamp(), push.getEndTs())));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
