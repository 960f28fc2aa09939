package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.state.UserRoomsStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the rooms that users are joined to. */
public final class UserProcessor implements Processor<String, UserRoom, Void, Void> {
  private final AvroCodec<UserRoom> codec;
  private UserRoomsStore rooms;

  public UserProcessor(AvroCodec<UserRoom> codec) {
    this.codec = codec;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    rooms = new UserRoomsStore(context.getStateStore(Names.USER_ROOMS_STORE), codec);
  }

  @Override
  public void process(Record<String, UserRoom> record) {
    UserRoom room = record.value();
    if (room == null) {
      return;
    }
    Position position = room.getPosition();
    if (position.getPartition() < 0 || position.getOffset() < 0 || position.getIndex() < 0) {
      throw new IllegalArgumentException(
          "user-rooms: " + position + " is no position (expected: nothing below 0)");
    }
    rooms.put(room);
  }
}
