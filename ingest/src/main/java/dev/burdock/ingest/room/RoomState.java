package dev.burdock.ingest.room;

import dev.burdock.ingest.domain.RawJson;
import java.util.List;
import java.util.Optional;

/**
 * What the homeserver says of a room.
 *
 * @param version the room's version
 * @param joined ids of the joined users
 * @param authorising the state that decides what is allowed
 */
public record RoomState(String version, List<String> joined, List<Content> authorising) {

  /**
   * One state event under an empty state key.
   *
   * @param content a JSON object
   */
  public record Content(String type, RawJson content, Optional<String> sender) {}
}
