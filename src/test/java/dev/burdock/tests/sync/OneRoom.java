package dev.burdock.tests.sync;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.read.Membership;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.schemas.topic.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topology's side of one room with one member: writes its deliveries and serves its reads. */
final class OneRoom implements AutoCloseable {
  static final String ROOM = "!room:example.org";
  static final String MEMBER = "@alice:example.org";
  static final int PARTITIONS = 3;
  private static final int PARTITION = Partitions.of(ROOM, PARTITIONS);

  private final String topic;
  private final KafkaProducer<String, byte[]> producer;
  private final AvroCodec<Delivery> deliveries;
  private final AvroCodec<RoomPage> pages;
  private final AvroCodec<UserRooms> users;
  private final HttpServer reads;
  private final List<StickyEntry> entries = new CopyOnWriteArrayList<>();

  OneRoom(KafkaConfig kafka, SchemaRegistry registry, Vertx vertx) {
    this.topic = Topic.DELIVERIES.name(kafka.topicPrefix());
    this.producer =
        new KafkaProducer<>(
            kafka.clientProperties(Map.of()), new StringSerializer(), new ByteArraySerializer());
    this.deliveries = new AvroCodec<>(registry, Delivery.class);
    this.pages = new AvroCodec<>(registry, RoomPage.class);
    this.users = new AvroCodec<>(registry, UserRooms.class);
    this.reads =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + reads.actualPort();
  }

  /** Delivers a sticky event caused by the record at {@code offset}. */
  void deliver(long offset, Burst burst) {
    long now = System.currentTimeMillis();
    String id = "$" + offset;
    ByteBuffer event =
        ByteBuffer.wrap(("{\"event_id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    Position position = new Position(PARTITION, offset, 0);
    entries.add(
        new StickyEntry(
            position, burst, now, id, "@bob:example.org", "m.test", now, now + 600_000, event));
    Delivery delivery =
        new Delivery(
            ROOM,
            now,
            position,
            burst,
            new StickyAdded(id, "@bob:example.org", "m.test", now, now + 600_000, event));
    var record = new ProducerRecord<>(topic, PARTITION, now, ROOM, deliveries.encode(delivery));
    try {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the broker did not take a delivery", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    reads.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    byte[] body =
        request.path().equals("/internal/v1/rooms")
            ? users.encode(
                new UserRooms(
                    MEMBER, List.of(new Membership(ROOM, true, new Position(PARTITION, 0L, 0)))))
            : pages.encode(new RoomPage(ROOM, 1_000_000L, List.copyOf(entries), false));
    request.response().end(Buffer.buffer(body));
  }
}
