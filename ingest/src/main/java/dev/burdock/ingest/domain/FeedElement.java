package dev.burdock.ingest.domain;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.UserId;
import java.util.List;

/** One element of a transaction or batch. */
public sealed interface FeedElement {

  /** An event that can be recorded. */
  record Taken(Arrived arrived) implements FeedElement {}

  /**
   * Not an event but word that a user was erased (R27).
   *
   * @param rooms where the user may have sent sticky events
   */
  record Erased(UserId user, List<RoomId> rooms) implements FeedElement {
    public Erased {
      rooms = List.copyOf(rooms);
    }
  }

  /**
   * An element that cannot be recorded, and why.
   *
   * @param json the element as it came
   */
  record Refused(RawJson json, MatrixException reason) implements FeedElement {}
}
