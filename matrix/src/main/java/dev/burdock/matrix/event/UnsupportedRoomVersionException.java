package dev.burdock.matrix.event;

import dev.burdock.matrix.MatrixException;

/** A room version whose rules are not known; {@code M_UNSUPPORTED_ROOM_VERSION}. */
public final class UnsupportedRoomVersionException extends MatrixException {
  private static final long serialVersionUID = 1L;

  UnsupportedRoomVersionException() {
    super("M_UNSUPPORTED_ROOM_VERSION", "room version: unknown (expected: 1 to 12)");
  }
}
