package dev.burdock.ingest.intake;

import dev.burdock.ingest.publish.DeadLetter;
import dev.burdock.schemas.event.RoomEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What arrived together, ready to be recorded.
 *
 * @param records in order
 * @param deadLetters what could not be read
 * @param rooms the rooms of the records
 * @param unknownRooms those whose members must be read before
 * @param createdRooms the version of each room that began in it
 */
public record PreparedBatch(
    List<RoomEvent> records,
    List<DeadLetter> deadLetters,
    Set<String> rooms,
    Set<String> unknownRooms,
    Map<String, String> createdRooms) {

  boolean isEmpty() {
    return records.isEmpty() && deadLetters.isEmpty();
  }
}
