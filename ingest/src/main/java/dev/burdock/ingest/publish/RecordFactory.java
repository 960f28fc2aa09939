package dev.burdock.ingest.publish;

import dev.burdock.schemas.alive.OriginAlive;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterHeaders;
import dev.burdock.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Makes the Kafka records of what ingest publishes. Safe for many threads. */
public final class RecordFactory {
  private final SchemaRegistry registry;
  private final String prefix;
  private final int maxDeadLetterBytes;
  private final AvroCodec<RoomEvent> roomEvents;
  private final AvroCodec<RoomInfo> rooms;
  private final AvroCodec<OriginAlive> origins;

  /**
   * @param prefix what every topic name begins with
   * @param maxDeadLetterBytes larger dead letters are cut
   */
  public RecordFactory(SchemaRegistry registry, String prefix, int maxDeadLetterBytes) {
    this.registry = registry;
    this.prefix = prefix;
    this.maxDeadLetterBytes = maxDeadLetterBytes;
    this.roomEvents = new AvroCodec<>(registry, RoomEvent.class);
    this.rooms = new AvroCodec<>(registry, RoomInfo.class);
    this.origins = new AvroCodec<>(registry, OriginAlive.class);
  }

  /**
   * Has the schemas registered, so that no request waits for the registry.
   *
   * @throws dev.burdock.schemas.registry.RegistryException when the registry does not answer
   */
  public void registerSchemas() {
    registry.register(RoomEvent.getClassSchema().getFullName(), RoomEvent.getClassSchema());
    registry.register(RoomInfo.getClassSchema().getFullName(), RoomInfo.getClassSchema());
    registry.register(OriginAlive.getClassSchema().getFullName(), OriginAlive.getClassSchema());
  }

  /**
   * A record of {@link Topic#ROOM_EVENTS}.
   *
   * @param toldTs its timestamp: when the last of all that arrived together was received, ms
   */
  ProducerRecord<String, byte[]> of(RoomEvent event, long toldTs) {
    return new ProducerRecord<>(
        Topic.ROOM_EVENTS.name(prefix), null, toldTs, event.getRoomId(), roomEvents.encode(event));
  }

  /** A record of {@link Topic#ROOMS}. */
  ProducerRecord<String, byte[]> of(RoomInfo room) {
    return new ProducerRecord<>(Topic.ROOMS.name(prefix), room.getRoomId(), rooms.encode(room));
  }

  /** A record of {@link Topic#ALIVE}. */
  ProducerRecord<String, byte[]> of(OriginAlive alive) {
    return new ProducerRecord<>(
        Topic.ALIVE.name(prefix),
        null,
        alive.getSeenTs(),
        alive.getOrigin(),
        origins.encode(alive));
  }

  /** A record of {@link Topic#DEAD_LETTER}. */
  ProducerRecord<String, byte[]> of(DeadLetter letter) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.REASON, utf8(letter.reason()));
    headers.add(DeadLetterHeaders.SOURCE, utf8(letter.source()));
    return new ProducerRecord<>(
        Topic.DEAD_LETTER.name(prefix),
        null,
        letter.key(),
        letter.value().head(maxDeadLetterBytes),
        headers);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
