package dev.burdock.streams.state;

import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.user.UserRoom;
import org.apache.kafka.streams.state.KeyValueStore;

/** The rooms that users are joined to, and since which position; a room that was left is absent. */
public final class UserRoomsStore {
  private final KeyValueStore<byte[], byte[]> store;
  private final AvroCodec<UserRoom> codec;

  public UserRoomsStore(KeyValueStore<byte[], byte[]> store, AvroCodec<UserRoom> codec) {
    this.store = store;
    this.codec = codec;
  }

  public void put(UserRoom userRoom) {
    byte[] key = RoomKeys.pair(userRoom.getUserId(), userRoom.getRoomId());
    if (userRoom.getJoined()) {
      store.put(key, codec.encode(userRoom));
    } else {
      store.delete(key);
    }
  }
}
