package dev.burdock.streams.topology;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.AvroSerde;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.processor.CatchUpProcessor;
import dev.burdock.streams.processor.Names;
import dev.burdock.streams.processor.OutputCodecs;
import dev.burdock.streams.processor.RoomProcessor;
import dev.burdock.streams.processor.RoomSettings;
import dev.burdock.streams.processor.UserProcessor;
import dev.burdock.streams.state.Codecs;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: one half by room, from room-events (and the requests of catch-up, which share its
 * partitions and stores) to deliveries, outbound and user-rooms, and with what time releases back
 * to room-events; one by user, from user-rooms to a store of its own.
 */
public final class RoomTopology {
  private static final List<String> ROOM_STORES =
      List.of(
          Names.STICKY_STORE,
          Names.HELD_STORE,
          Names.EVENTS_STORE,
          Names.MEMBERS_STORE,
          Names.SERVERS_STORE,
          Names.AUTH_STORE,
          Names.TIMERS_STORE,
          Names.MAP_STORE,
          Names.DEFERRED_STORE,
          Names.LIMITS_STORE);

  private final String topicPrefix;
  private final SchemaRegistry registry;
  private final RoomSettings settings;
  private final Function<String, KeyValueBytesStoreSupplier> stores;

  /**
   * The topology of an installation.
   *
   * @param topicPrefix what every topic name begins with
   */
  public RoomTopology(String topicPrefix, SchemaRegistry registry, RoomSettings settings) {
    this(topicPrefix, registry, settings, Stores::persistentKeyValueStore);
  }

  RoomTopology(
      String topicPrefix,
      SchemaRegistry registry,
      RoomSettings settings,
      Function<String, KeyValueBytesStoreSupplier> stores) {
    this.topicPrefix = topicPrefix;
    this.registry = registry;
    this.settings = settings;
    this.stores = stores;
  }

  public Topology build() {
    Topology topology = new Topology();
    byRoom(topology);
    byUser(topology);
    return topology;
  }

  private void byRoom(Topology topology) {
    Codecs codecs = Codecs.of(registry);
    OutputCodecs outputs = OutputCodecs.of(registry);
    topology
        .addSource(
            Names.ROOM_EVENTS_SOURCE,
            new StringDeserializer(),
            new AvroSerde<>(registry, RoomEvent.class).deserializer(),
            Topic.ROOM_EVENTS.name(topicPrefix))
        .addProcessor(
            Names.ROOM_PROCESSOR,
            () -> new RoomProcessor(settings, codecs, outputs),
            Names.ROOM_EVENTS_SOURCE)
        .addSource(
            Names.CATCH_UP_SOURCE,
            new StringDeserializer(),
            new AvroSerde<>(registry, CatchUpRequest.class).deserializer(),
            Topic.CATCH_UP.name(topicPrefix))
        .addProcessor(
            Names.CATCH_UP_PROCESSOR,
            () -> new CatchUpProcessor(settings, codecs, outputs),
            Names.CATCH_UP_SOURCE)
        .addSink(
            Names.RELEASES_SINK,
            Topic.ROOM_EVENTS.name(topicPrefix),
            new StringSerializer(),
            new ByteArraySerializer(),
            Names.ROOM_PROCESSOR)
        .addSink(
            Names.DELIVERIES_SINK,
            Topic.DELIVERIES.name(topicPrefix),
            new StringSerializer(),
            new ByteArraySerializer(),
            Names.ROOM_PROCESSOR)
        .addSink(
            Names.OUTBOUND_SINK,
            Topic.OUTBOUND.name(topicPrefix),
            new StringSerializer(),
            new ByteArraySerializer(),
            new OutboundPartitioner(),
            Names.ROOM_PROCESSOR,
            Names.CATCH_UP_PROCESSOR)
        .addSink(
            Names.USER_ROOMS_SINK,
            Topic.USER_ROOMS.name(topicPrefix),
            new StringSerializer(),
            new ByteArraySerializer(),
            Names.ROOM_PROCESSOR)
        .addSink(
            Names.STICKY_MAP_SINK,
            Topic.STICKY_MAP.name(topicPrefix),
            new StringSerializer(),
            new ByteArraySerializer(),
            Names.ROOM_PROCESSOR);
    ROOM_STORES.forEach(
        store ->
            topology.addStateStore(store(store), Names.ROOM_PROCESSOR, Names.CATCH_UP_PROCESSOR));
  }

  private void byUser(Topology topology) {
    AvroCodec<UserRoom> codec = new AvroCodec<>(registry, UserRoom.class);
    topology
        .addSource(
            Names.USER_ROOMS_SOURCE,
            new StringDeserializer(),
            new AvroSerde<>(registry, UserRoom.class).deserializer(),
            Topic.USER_ROOMS.name(topicPrefix))
        .addProcessor(Names.USER_PROCESSOR, () -> new UserProcessor(codec), Names.USER_ROOMS_SOURCE)
        .addStateStore(store(Names.USER_ROOMS_STORE), Names.USER_PROCESSOR);
  }

  /** Uncached: a punctuator touches the stores, and reads over HTTP must see every write. */
  private StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(stores.apply(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }
}
