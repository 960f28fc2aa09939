package dev.burdock.matrix.id;

import java.util.Optional;

/**
 * The id of a room: {@code !opaque:server}, or from room version 12 {@code !} and the hash of its
 * create event.
 *
 * @param value the whole id
 */
public record RoomId(String value) {
  /**
   * Checks the grammar.
   *
   * @throws InvalidIdException if the value is not a room id
   */
  public RoomId {
    if (!Domained.isValid(value, '!')) {
      throw new InvalidIdException("room id", value, "!opaque:server or !hash, at most 255 bytes");
    }
  }

  /**
   * Reads a room id.
   *
   * @throws InvalidIdException if the text is not a room id
   */
  public static RoomId parse(String text) {
    return new RoomId(text);
  }

  /** The server that made the id, which ids of room version 12 and later do not tell. */
  public Optional<ServerName> server() {
    return Domained.server(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
