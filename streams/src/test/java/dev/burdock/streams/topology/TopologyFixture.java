package dev.burdock.streams.topology;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroSerde;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.config.EngineConfig;
import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Ours;
import dev.burdock.streams.domain.Rate;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.processor.RoomSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The topology of the server {@code ours}, with a feed and a clock of its own. */
public final class TopologyFixture implements AutoCloseable {
  public static final String ROOM = "!room:ours";
  public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  public static final ExpiryConfig EXPIRY =
      new ExpiryConfig(500, 1_000, 1_000, 300_000, 86_400_000);
  public static final InboundLimitsConfig INBOUND =
      new InboundLimitsConfig(
          new Rate(300, 50), new Rate(3_000, 500), new Rate(0, 1), 30_000, 100, 1_000, 1_000);
  static final int PARTITIONS = 4;
  private static final String PREFIX = "test.";

  public final SchemaRegistry registry;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TickingClock clock = new TickingClock(START);
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, RoomEvent> roomEvents;
  private final TestInputTopic<byte[], byte[]> rawRoomEvents;
  private final TestInputTopic<String, CatchUpRequest> catchUp;
  private final TestOutputTopic<String, Delivery> deliveries;
  private final TestOutputTopic<String, Outbound> outbound;
  private final TestOutputTopic<String, StickyMapEntry> stickyMap;
  private final TestOutputTopic<String, RoomEvent> releases;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  public TopologyFixture() {
    this(EXPIRY);
  }

  public TopologyFixture(ExpiryConfig expiry) {
    this(expiry, INBOUND, new InMemoryRegistry(), Stores::inMemoryKeyValueStore);
  }

  public TopologyFixture(InboundLimitsConfig inbound) {
    this(EXPIRY, inbound, new InMemoryRegistry(), Stores::inMemoryKeyValueStore);
  }

  TopologyFixture(SchemaRegistry registry) {
    this(EXPIRY, INBOUND, registry, Stores::inMemoryKeyValueStore);
  }

  private TopologyFixture(
      ExpiryConfig expiry,
      InboundLimitsConfig inbound,
      SchemaRegistry registry,
      Function<String, KeyValueBytesStoreSupplier> stores) {
    this.registry = registry;
    RoomMetrics metrics = new RoomMetrics(meters);
    RoomSettings settings =
        new RoomSettings(new Ours(Set.of("ours")), PARTITIONS, expiry, inbound, clock, metrics);
    driver =
        new TopologyTestDriver(
            new RoomTopology(PREFIX, registry, settings, stores).build(),
            properties(metrics),
            START);
    String topic = Topic.ROOM_EVENTS.name(PREFIX);
    roomEvents =
        driver.createInputTopic(
            topic, new StringSerializer(), new AvroSerde<>(registry, RoomEvent.class).serializer());
    rawRoomEvents =
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    catchUp =
        driver.createInputTopic(
            Topic.CATCH_UP.name(PREFIX),
            new StringSerializer(),
            new AvroSerde<>(registry, CatchUpRequest.class).serializer());
    deliveries = output(Topic.DELIVERIES, Delivery.class);
    outbound = output(Topic.OUTBOUND, Outbound.class);
    stickyMap = output(Topic.STICKY_MAP, StickyMapEntry.class);
    releases = output(Topic.ROOM_EVENTS, RoomEvent.class);
    deadLetters =
        driver.createOutputTopic(
            Topic.DEAD_LETTER.name(PREFIX),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** The same on stores on disk, as in production: slower. */
  public static TopologyFixture onDisk() {
    return new TopologyFixture(
        EXPIRY, INBOUND, new InMemoryRegistry(), Stores::persistentKeyValueStore);
  }

  public long now() {
    return clock.millis();
  }

  /** Time passes, and what is due happens. */
  public void pass(Duration time) {
    clock.advance(time);
    driver.advanceWallClockTime(time);
  }

  /** Time passes for the records alone: nothing is due meanwhile. */
  public void passUnseen(Duration time) {
    clock.advance(time);
  }

  /** Time passes for the records alone until the clock shows this. */
  public void passUnseenUntil(long nowMs) {
    clock.advance(Duration.ofMillis(nowMs - now()));
  }

  /** What is due by the clock happens, however long ago that was last so. */
  public void fire() {
    driver.advanceWallClockTime(Duration.ofSeconds(1));
  }

  /** One record of the room, alone. */
  public void feed(SpecificRecord body) {
    feed(body, null);
  }

  public void feed(SpecificRecord body, Burst burst) {
    feed(ROOM, body, burst);
  }

  public void feed(String room, SpecificRecord body, Burst burst) {
    RoomEvent event = new RoomEvent(room, "ours", now(), Feed.NATIVE, burst, body);
    roomEvents.pipeInput(room, event, now());
  }

  /** Records of the room that arrived together. */
  public void feedTogether(String burstId, SpecificRecord... bodies) {
    for (int i = 0; i < bodies.length; i++) {
      feed(bodies[i], new Burst(burstId, i, bodies.length));
    }
  }

  /** A destination asks to be caught up. */
  public void askCatchUp(String destination, long sinceMs) {
    catchUp.pipeInput("0", new CatchUpRequest(destination, sinceMs, now()), now());
  }

  public void feedRaw(byte[] key, byte[] value) {
    rawRoomEvents.pipeInput(key, value, now());
  }

  /** What was delivered since the last call. */
  public List<Delivery> deliveries() {
    return deliveries.readValuesToList();
  }

  /** What the topology itself wrote to room-events since the last call; it has read it since. */
  public List<RoomEvent> releases() {
    return releases.readValuesToList();
  }

  /** What was pushed since the last call. */
  public List<Outbound> pushes() {
    return outboundRecords().stream().filter(record -> !record.getEventId().isEmpty()).toList();
  }

  /** All of outbound since the last call, ends of catch-ups too. */
  public List<Outbound> outboundRecords() {
    return outbound.readValuesToList();
  }

  /**
   * What the table of the clients' map was told since the last call; null values are tombstones.
   */
  public List<TestRecord<String, StickyMapEntry>> stickyMap() {
    return stickyMap.readRecordsToList();
  }

  /** What was pushed since the last call, with keys. */
  public List<TestRecord<String, Outbound>> pushRecords() {
    return outbound.readRecordsToList();
  }

  public List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  public KeyValueStore<byte[], byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  /** Takes entries out of a store, as if they had never been written. */
  public void forget(String name, Predicate<byte[]> which) {
    List<byte[]> keys = new ArrayList<>();
    try (var entries = store(name).all()) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.stream().filter(which).forEach(store(name)::delete);
  }

  /** How many entries a store holds. */
  public long size(String name) {
    long size = 0;
    try (var entries = store(name).all()) {
      while (entries.hasNext()) {
        entries.next();
        size++;
      }
    }
    return size;
  }

  public double counted(String metric, String... tags) {
    return meters.get(metric).tags(tags).counter().count();
  }

  @Override
  public void close() {
    driver.close();
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic topic, Class<T> type) {
    return driver.createOutputTopic(
        topic.name(PREFIX),
        new StringDeserializer(),
        new AvroSerde<>(registry, type).deserializer());
  }

  private static Properties properties(RoomMetrics metrics) {
    EngineConfig engine = new EngineConfig(stateDir(), 1, 0, 100, 8_000, "", 16, 1_000);
    KafkaConfig kafka =
        new KafkaConfig(
            "127.0.0.1:1", "http://127.0.0.1:1", PREFIX, PARTITIONS, (short) 1, Map.of());
    Properties properties = new Properties();
    properties.putAll(EngineProperties.of(engine, kafka, "127.0.0.1:1", metrics));
    // In transactions the driver loses what was not committed before the next record.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    return properties;
  }

  private static Path stateDir() {
    try {
      Path dir = Files.createTempDirectory("burdock-topology-test");
      dir.toFile().deleteOnExit();
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
