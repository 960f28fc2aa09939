package dev.burdock.schemas.registry;

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
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.user.UserRoom;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The records that stand alone on a topic or in a response; each is a subject of its full name. */
public final class Subjects {
  public static final List<Class<? extends SpecificRecord>> RECORDS =
      List.of(
          RoomEvent.class,
          Delivery.class,
          Outbound.class,
          CatchUpRequest.class,
          OriginAlive.class,
          Outcome.class,
          DestinationState.class,
          DestinationCommand.class,
          StickyMapEntry.class,
          RoomInfo.class,
          UserRoom.class,
          RoomPage.class,
          UserRooms.class);

  private Subjects() {}

  /** Their schemas, in the same order. */
  public static List<Schema> schemas() {
    return RECORDS.stream().map(SpecificData.get()::getSchema).toList();
  }
}
