package dev.burdock.ingest.homeserver;

import dev.burdock.ingest.room.RoomState;
import dev.burdock.matrix.MatrixException;
import java.util.List;

/** Lets tests in other packages read a homeserver's answers as this package does. */
public final class StateReplies {
  private StateReplies() {}

  /** Reads the same bytes as each kind of answer; the documented refusals are swallowed. */
  public static void readAll(byte[] json) {
    List<RoomState.Content> authorising = List.of();
    try {
      authorising = StateReply.authorising(json);
    } catch (MatrixException | HomeserverException e) {
      // refused
    }
    for (Runnable read :
        List.<Runnable>of(
            () -> StateReply.joined(json),
            () -> StateReply.members(json),
            () -> StateReply.content("m.room.create", json))) {
      try {
        read.run();
      } catch (MatrixException | HomeserverException e) {
        // refused
      }
    }
    try {
      StateReply.state(List.of(), authorising);
    } catch (MatrixException | HomeserverException e) {
      // refused
    }
  }
}
