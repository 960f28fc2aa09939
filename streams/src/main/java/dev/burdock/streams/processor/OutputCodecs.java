package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.user.UserRoom;

/** The codecs of what the topology tells, made once for all tasks. */
public record OutputCodecs(
    AvroCodec<Delivery> deliveries,
    AvroCodec<Outbound> outbound,
    AvroCodec<UserRoom> userRooms,
    AvroCodec<StickyMapEntry> stickyMap,
    AvroCodec<RoomEvent> roomEvents) {

  public static OutputCodecs of(SchemaRegistry registry) {
    return new OutputCodecs(
        new AvroCodec<>(registry, Delivery.class),
        new AvroCodec<>(registry, Outbound.class),
        new AvroCodec<>(registry, UserRoom.class),
        new AvroCodec<>(registry, StickyMapEntry.class),
        new AvroCodec<>(registry, RoomEvent.class));
  }
}
