package dev.burdock.ingest.room;

import io.vertx.core.Future;
import java.util.List;

/** Asks the homeserver about a room that the feed met in the middle of its life. */
@FunctionalInterface
public interface RoomReader {
  /**
   * Reads a room.
   *
   * @param localUsers users of the homeserver who are, or lately were, in the room; maybe none
   * @return fails when the homeserver does not tell
   */
  Future<RoomState> read(String roomId, List<String> localUsers);
}
