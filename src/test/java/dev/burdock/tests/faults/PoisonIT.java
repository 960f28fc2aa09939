package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterHeaders;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that nobody can read, in every topic, while events flow and before a start. */
@DisplayName("Poison in every topic")
public class PoisonIT {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  /** The topics that roles read all the time; destinations, when they take them over. */
  private static final List<Topic> READ =
      List.of(
          Topic.ROOM_EVENTS,
          Topic.DELIVERIES,
          Topic.OUTBOUND,
          Topic.DESTINATION_COMMANDS,
          Topic.ALIVE,
          Topic.CATCH_UP,
          Topic.ROOMS);

  private static final List<byte[]> VALUES =
      Arrays.asList(
          null,
          new byte[0],
          "nonsense".getBytes(StandardCharsets.UTF_8),
          new byte[] {0, 0, 0, 0, 1},
          new byte[] {0, 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1, 127},
          new byte[] {0, 127, 0, 0, 0, 1, 2, 3});

  @TempDir Path folder;

  @Test
  @DisplayName(
      "R34 ends no thread, misleads nobody, and does not keep the roles from starting again")
  void poisonIsPassed() throws Exception {
    long seed = Run.seed();
    try (World world = new World(folder, List.of("ada", "ben"), List.of(1, 1), new Random(seed))) {
      Run run = new Run(world, seed);
      Map<String, String> tokens;
      SimulatedRoom room;
      try (Standalone standalone = Standalones.start(world, folder.resolve("data"))) {
        Feed feed = world.feed(Standalones.url(standalone, Role.INGEST));
        world.watch(Standalones.url(standalone, Role.SYNC));
        room = feed.createRoom(Run.members(world, world.sites()));
        List<String> before = feed.sticky(room, world.users().get(0), LONG, 5);
        awaitSeen(run, world, before);

        run.disrupt(
            "poison",
            () -> {
              poison(standalone.kafka());
              awaitLetters(standalone.kafka(), READ);
            });
        List<String> after = feed.sticky(room, world.users().get(0), LONG, 5);
        awaitSeen(run, world, after);

        run.awaitDelivered();
        run.auditsAmongPoison(standalone.kafka()).assertGuarantees();
        assertThat(standalone.ready()).as("%s", run).isTrue();
        tokens = world.tokens();
        world.unwatch();
      }
      try (Standalone standalone = Standalones.start(world, folder.resolve("data"))) {
        Feed feed = world.feed(Standalones.url(standalone, Role.INGEST));
        world.watchFrom(Standalones.url(standalone, Role.SYNC), tokens);
        awaitLetters(standalone.kafka(), List.of(Topic.DESTINATIONS));
        List<String> again = feed.sticky(room, world.users().get(1), LONG, 5);
        awaitSeen(run, world, again);

        run.awaitDelivered();
        run.auditsAmongPoison(standalone.kafka()).assertGuarantees();
        assertThat(standalone.ready()).as("%s", run).isTrue();
      }
    }
  }

  private static void awaitSeen(Run run, World world, List<String> events) {
    await()
        .atMost(PATIENCE)
        .until(() -> world.users().stream().allMatch(user -> run.seen(user).containsAll(events)));
  }

  /** Waits until records of each of these topics are in the dead-letter topic, with why. */
  private static void awaitLetters(KafkaConfig kafka, List<Topic> topics) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(Map.of()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = Topic.DEAD_LETTER.name(kafka.topicPrefix());
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Set<String> sources = new HashSet<>();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                  Header source = letter.headers().lastHeader(DeadLetterHeaders.SOURCE);
                  Header reason = letter.headers().lastHeader(DeadLetterHeaders.REASON);
                  if (source != null && reason.value().length > 0) {
                    sources.add(new String(source.value(), StandardCharsets.UTF_8));
                  }
                }
                assertThat(topics)
                    .allSatisfy(
                        read ->
                            assertThat(sources)
                                .anyMatch(
                                    one -> one.startsWith(read.name(kafka.topicPrefix()) + "-")));
              });
    }
  }

  /** A topic that is compacted refuses a record without key, and what is sent beside it. */
  private static List<byte[]> keys(Topic topic) {
    byte[] some = "k".getBytes(StandardCharsets.UTF_8);
    return topic.configs().containsValue("compact") ? List.of(some) : Arrays.asList(null, some);
  }

  /** Records of every topic; what a topic refuses is not in it. */
  private static void poison(KafkaConfig kafka) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.clientProperties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Topic topic : Topic.values()) {
        for (int partition = 0; partition < kafka.partitions(); partition++) {
          for (byte[] value : VALUES) {
            for (byte[] key : keys(topic)) {
              var unused =
                  producer.send(
                      new ProducerRecord<>(topic.name(kafka.topicPrefix()), partition, key, value));
            }
          }
        }
      }
      AvroCodec<Delivery> deliveries =
          new AvroCodec<>(new ConfluentRegistry(kafka.registryUrl()), Delivery.class);
      for (int partition = 0; partition < kafka.partitions(); partition++) {
        for (long offset : new long[] {-5, -1, 1L << 60, Long.MAX_VALUE}) {
          Delivery delivery =
              new Delivery(
                  "!x:y",
                  1L << 60,
                  new Position(partition, offset, 0),
                  null,
                  new MemberMoved("@x:y", true));
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      Topic.DELIVERIES.name(kafka.topicPrefix()),
                      partition,
                      null,
                      deliveries.encode(delivery)));
        }
      }
      producer.flush();
    }
  }
}
