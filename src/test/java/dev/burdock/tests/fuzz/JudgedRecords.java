package dev.burdock.tests.fuzz;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroSerde;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Ours;
import dev.burdock.streams.domain.Rate;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.processor.RoomSettings;
import dev.burdock.streams.topology.RoomTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** Takes records of room-events through the topology: what cannot be judged is an exception. */
final class JudgedRecords {
  private static final String PREFIX = "fuzz.";
  private static final int PARTITIONS = 4;
  private static final Instant START = Instant.parse("2026-11-30T00:00:00Z");
  private static final InMemoryRegistry REGISTRY = new InMemoryRegistry();
  private static final TopologyTestDriver DRIVER = driver();
  private static final TestInputTopic<String, RoomEvent> TOPIC =
      DRIVER.createInputTopic(
          Topic.ROOM_EVENTS.name(PREFIX),
          new StringSerializer(),
          new AvroSerde<>(REGISTRY, RoomEvent.class).serializer());

  private JudgedRecords() {}

  static void judge(RoomEvent event) {
    TOPIC.pipeInput(event.getRoomId(), event, START.toEpochMilli());
    DRIVER.advanceWallClockTime(Duration.ofSeconds(1));
  }

  private static TopologyTestDriver driver() {
    RoomSettings settings =
        new RoomSettings(
            new Ours(Set.of("us.example")),
            PARTITIONS,
            new ExpiryConfig(500, 1_000, 1_000, 300_000, 86_400_000),
            new InboundLimitsConfig(
                new Rate(300, 50), new Rate(3_000, 500), new Rate(0, 1), 30_000, 100, 1_000, 1_000),
            Clock.fixed(START, ZoneOffset.UTC),
            new RoomMetrics(new SimpleMeterRegistry()));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "fuzz");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, emptyFolder());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    return new TopologyTestDriver(
        new RoomTopology(PREFIX, REGISTRY, settings).build(), properties, START);
  }

  private static String emptyFolder() {
    try {
      Path folder = Files.createTempDirectory("burdock-fuzz");
      folder.toFile().deleteOnExit();
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
