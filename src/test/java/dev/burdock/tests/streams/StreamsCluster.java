package dev.burdock.tests.streams;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroSerde;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.app.RoomStreams;
import dev.burdock.streams.config.EngineConfig;
import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.config.ReadsConfig;
import dev.burdock.streams.config.RoomStreamsConfig;
import dev.burdock.streams.domain.Rate;
import dev.burdock.tests.shared.Broker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * An installation of its own with nodes of the streams role, and what a test says and asks of them.
 */
final class StreamsCluster implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final int SESSION_MS = 2_000;
  private static final String SECRET = "internal";
  private static final Rate OFF = new Rate(0, 1);

  private final Path dir;
  private final SchemaRegistry registry;
  private final KafkaConfig config;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<RoomStreams> nodes = new ArrayList<>();

  StreamsCluster(Path dir, SchemaRegistry registry) throws Exception {
    this.dir = dir;
    this.registry = registry;
    config = Broker.withTopics(PARTITIONS);
    producer =
        new KafkaProducer<>(
            config.clientProperties(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Starts a node whose stores are in a folder of this name. */
  RoomStreams start(String name) {
    return start(name, OFF);
  }

  /** The same with a limit on each sender of another server. */
  RoomStreams start(String name, Rate ofSender) {
    Path state = dir.resolve(name);
    RoomStreams node =
        RoomStreams.start(
            new RoomStreamsConfig(
                new EngineConfig(state, 1, 1, 100, SESSION_MS, "", 32, 60_000),
                new ExpiryConfig(100, 1_000, 100, 300_000, 86_400_000),
                new InboundLimitsConfig(ofSender, OFF, OFF, 30_000, 50, 1_000, 100),
                new ReadsConfig("127.0.0.1", 0, "", SECRET, 2_000, ListenerConfig.defaults())),
            new ServersConfig(Map.of("ours", dir.resolve("unused.key"))),
            config,
            registry,
            vertx,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    nodes.add(node);
    return node;
  }

  /** Records one event of a room; returns when Kafka has it. */
  void feed(String room, SpecificRecord body) throws Exception {
    long now = Clock.systemUTC().millis();
    RoomEvent event = new RoomEvent(room, "ours", now, Feed.NATIVE, null, body);
    byte[] value = new AvroSerde<>(registry, RoomEvent.class).serializer().serialize("", event);
    feedRaw(room.getBytes(StandardCharsets.UTF_8), value);
  }

  /** Records events of a room that arrived together, at one time; returns when Kafka has them. */
  void feedTogether(String room, List<? extends SpecificRecord> bodies) throws Exception {
    long now = Clock.systemUTC().millis();
    var serializer = new AvroSerde<>(registry, RoomEvent.class).serializer();
    Future<?> last = null;
    for (int i = 0; i < bodies.size(); i++) {
      Burst burst = new Burst("together" + now, i, bodies.size());
      RoomEvent event = new RoomEvent(room, "ours", now, Feed.NATIVE, burst, bodies.get(i));
      last =
          producer.send(
              new ProducerRecord<>(
                  Topic.ROOM_EVENTS.name(config.topicPrefix()),
                  null,
                  now,
                  room.getBytes(StandardCharsets.UTF_8),
                  serializer.serialize("", event)));
    }
    if (last != null) {
      last.get();
    }
  }

  void feedRaw(byte[] key, byte[] value) throws Exception {
    producer
        .send(new ProducerRecord<>(Topic.ROOM_EVENTS.name(config.topicPrefix()), key, value))
        .get();
  }

  /** Asks a node as other roles do. */
  HttpResponse<byte[]> get(RoomStreams node, String path) throws Exception {
    return get(node, path, SECRET);
  }

  HttpResponse<byte[]> get(RoomStreams node, String path, String secret) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
    return http.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + secret).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** A read that another node has forwarded: answered from the node's own copy, or not at all. */
  HttpResponse<byte[]> getOwn(RoomStreams node, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Burdock-Forwarded", "1");
    return http.send(
        request.header("Authorization", "Bearer " + SECRET).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** All that a topic holds, committed, in the order of partitions and offsets. */
  List<ConsumerRecord<String, byte[]>> committed(Topic topic) {
    String name = topic.name(config.topicPrefix());
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(name, i)).toList();
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            config.clientProperties(Map.of("isolation.level", "read_committed")),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(found::add);
      }
    }
    return found;
  }

  List<Delivery> deliveries() {
    var codec = new AvroSerde<>(registry, Delivery.class).deserializer();
    return committed(Topic.DELIVERIES).stream()
        .map(record -> codec.deserialize("", record.value()))
        .toList();
  }

  @Override
  public void close() {
    nodes.forEach(RoomStreams::close);
    producer.close(Duration.ofSeconds(5));
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
