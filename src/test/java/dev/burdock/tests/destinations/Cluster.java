package dev.burdock.tests.destinations;

import dev.burdock.deploy.command.DestinationsCommand;
import dev.burdock.deploy.embedded.EmbeddedRegistry;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.schemas.topic.RetryTopic;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.Broker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;

/**
 * An installation and a registry with all topics, the owner's side of the topics of destinations,
 * and the operator's command.
 */
final class Cluster implements AutoCloseable {
  private static final String PREFIX = "burdock.";
  private static final int PARTITIONS = 3;

  private final EmbeddedRegistry registry;
  private final String bootstrap;
  private final KafkaConfig kafka;
  private final Admin admin;
  private final KafkaProducer<String, byte[]> producer;
  private final AvroCodec<DestinationState> states;
  private final AvroCodec<Outbound> pdus;

  Cluster(Path dir) throws Exception {
    this.registry = EmbeddedRegistry.start(dir.resolve("registry"), 0);
    this.bootstrap = Broker.withTopics(PREFIX, PARTITIONS).bootstrapServers();
    this.kafka = KafkaConfig.from(Settings.of(settings()));
    this.admin = Admin.create(kafka.clientProperties(Map.of()));
    this.producer =
        new KafkaProducer<>(
            kafka.clientProperties(Map.of()), new StringSerializer(), new ByteArraySerializer());
    ConfluentRegistry client = new ConfluentRegistry(kafka.registryUrl());
    this.states = new AvroCodec<>(client, DestinationState.class);
    this.pdus = new AvroCodec<>(client, Outbound.class);
  }

  KafkaConfig kafka() {
    return kafka;
  }

  /** Writes what the owner of {@code destination} says; null when it has nothing to say. */
  void state(String destination, DestinationState state) {
    byte[] value = Optional.ofNullable(state).map(states::encode).orElse(null);
    int partition = Partitions.of(destination, kafka.partitions());
    write(new ProducerRecord<>(Topic.DESTINATIONS.name(PREFIX), partition, destination, value));
  }

  /** Makes the retry topic of {@code destination}, with PDUs of which some are worked off. */
  void retryTopic(String destination, int pdus, long workedOff, long endTs) throws Exception {
    String name = RetryTopic.name(PREFIX, destination).orElseThrow();
    var topic = new NewTopic(name, 1, (short) 1).configs(RetryTopic.configs());
    admin.createTopics(List.of(topic)).all().get();
    for (int i = 0; i < pdus; i++) {
      write(new ProducerRecord<>(name, 0, "!room:example.org", pdu(i, destination, endTs)));
    }
    if (workedOff > 0) {
      var offset = Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(workedOff));
      admin.alterConsumerGroupOffsets(RetryTopic.group(PREFIX), offset).all().get();
    }
  }

  /** Runs {@code burdock destinations} with further arguments. */
  Result destinations(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new DestinationsCommand());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    String[] all = new String[arguments.length + 6];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    int i = arguments.length;
    for (var setting : settings().entrySet()) {
      all[i++] = "--set";
      all[i++] = setting.getKey() + "=" + setting.getValue();
    }
    return new Result(command.execute(all), out.toString().lines().toList());
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    registry.close();
  }

  private Map<String, String> settings() {
    return Map.of(
        KafkaConfig.BOOTSTRAP.name(),
        bootstrap,
        KafkaConfig.REGISTRY.name(),
        registry.url(),
        KafkaConfig.PARTITIONS.name(),
        Integer.toString(PARTITIONS));
  }

  private byte[] pdu(int number, String destination, long endTs) {
    return pdus.encode(
        Outbound.newBuilder()
            .setEventId("$" + number)
            .setRoomId("!room:example.org")
            .setOrigin("example.org")
            .setCause(Cause.LIVE)
            .setReceivedTs(endTs - 3_600_000)
            .setEndTs(endTs)
            .setPdu(ByteBuffer.wrap(new byte[] {'{', '}'}))
            .setDestinations(List.of(destination))
            .build());
  }

  private void write(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the broker did not take a record of " + record.topic(), e);
    }
  }

  /**
   * What a command did.
   *
   * @param status of the process
   * @param lines that it printed
   */
  record Result(int status, List<String> lines) {}
}
