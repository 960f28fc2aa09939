package dev.burdock.matrix.id;

import java.util.Optional;

/**
 * The id of an event: {@code $opaque:server} in room versions 1 and 2, {@code $} and a hash in
 * base64 since.
 *
 * @param value the whole id
 */
public record EventId(String value) {
  /**
   * Checks the grammar.
   *
   * @throws InvalidIdException if the value is not an event id
   */
  public EventId {
    if (!Domained.isValid(value, '$')) {
      throw new InvalidIdException("event id", value, "$opaque:server or $hash, at most 255 bytes");
    }
  }

  /**
   * Reads an event id.
   *
   * @throws InvalidIdException if the text is not an event id
   */
  public static EventId parse(String text) {
    return new EventId(text);
  }

  /** The server that made the id, in room versions 1 and 2. */
  public Optional<ServerName> server() {
    return Domained.server(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
