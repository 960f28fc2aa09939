package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.kafka.OutboundReads;
import dev.burdock.fanout.federation.retry.MemoReads;
import dev.burdock.schemas.alive.OriginAlive;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.destination.DestinationCommand;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import dev.burdock.schemas.user.UserRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records of every topic: read under any schema that the registry has, then handled. */
final class RecordSurfaces {
  private static final InMemoryRegistry REGISTRY = new InMemoryRegistry();
  private static final List<AvroCodec<? extends SpecificRecord>> CODECS = new ArrayList<>();
  private static final AvroCodec<RoomEvent> ROOM_EVENTS = codec(RoomEvent.class);
  private static final AvroCodec<Delivery> DELIVERIES = codec(Delivery.class);
  private static final AvroCodec<Outbound> OUTBOUND = codec(Outbound.class);
  private static final AvroCodec<DestinationState> DESTINATIONS = codec(DestinationState.class);
  private static final List<Class<? extends SpecificRecord>> OTHERS =
      List.of(
          OriginAlive.class,
          DestinationCommand.class,
          StickyMapEntry.class,
          CatchUpRequest.class,
          Outcome.class,
          RoomInfo.class,
          UserRoom.class,
          RoomPage.class,
          UserRooms.class);

  private RecordSurfaces() {}

  static List<Surface> all() {
    OTHERS.forEach(RecordSurfaces::codec);
    return List.of(
        new Surface("records", RandomRecords.ofAll(REGISTRY), RecordSurfaces::anyRecord),
        new Surface(
            "room-events", RandomRecords.of(REGISTRY, RoomEvent.class), RecordSurfaces::roomEvent),
        new Surface(
            "deliveries", RandomRecords.of(REGISTRY, Delivery.class), RecordSurfaces::delivery),
        new Surface(
            "outbound", RandomRecords.of(REGISTRY, Outbound.class), RecordSurfaces::outbound),
        new Surface(
            "destinations",
            RandomRecords.of(REGISTRY, DestinationState.class),
            RecordSurfaces::destination));
  }

  private static <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type) {
    AvroCodec<T> codec = new AvroCodec<>(REGISTRY, type);
    REGISTRY.register(type.getName(), SpecificData.get().getSchema(type));
    CODECS.add(codec);
    return codec;
  }

  private static void anyRecord(byte[] input) throws Exception {
    for (AvroCodec<? extends SpecificRecord> codec : CODECS) {
      read(codec, input);
    }
  }

  /** What can be read can be written, and reads the same. */
  private static <T extends SpecificRecord> Optional<T> read(AvroCodec<T> codec, byte[] input)
      throws Exception {
    Optional<T> record = unless(UnreadableRecordException.class, () -> codec.decode(input));
    record.ifPresent(read -> assertThat(codec.decode(codec.encode(read))).isEqualTo(read));
    return record;
  }

  private static void roomEvent(byte[] input) throws Exception {
    read(ROOM_EVENTS, input).ifPresent(JudgedRecords::judge);
  }

  private static void delivery(byte[] input) throws Exception {
    read(DELIVERIES, input).ifPresent(ShownDeliveries::show);
  }

  private static void outbound(byte[] input) throws Exception {
    Optional<Outbound> record = read(OUTBOUND, input);
    if (record.isPresent()) {
      unless(UnreadableRecordException.class, () -> OutboundReads.pdu(record.get()));
      assertThat(OutboundReads.destinations(record.get())).doesNotHaveDuplicates();
    }
  }

  private static void destination(byte[] input) throws Exception {
    Optional<DestinationState> record = read(DESTINATIONS, input);
    if (record.isPresent()) {
      assertThat(MemoReads.again(record.get())).isEqualTo(MemoReads.first(record.get()));
    }
  }
}
