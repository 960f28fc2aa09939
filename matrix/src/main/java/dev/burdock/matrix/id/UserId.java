package dev.burdock.matrix.id;

/**
 * The id of a user, {@code @localpart:server}. Historical localparts (any characters, even none)
 * are accepted, as the specification demands of servers.
 *
 * @param value the whole id
 */
public record UserId(String value) {
  /**
   * Checks the grammar.
   *
   * @throws InvalidIdException if the value is not a user id
   */
  public UserId {
    if (value == null || !value.startsWith("@") || !Grammar.isBoundedText(value)) {
      throw invalid(value);
    }
    int colon = value.indexOf(':');
    if (colon < 0) {
      throw invalid(value);
    }
    ServerName.parse(value.substring(colon + 1));
  }

  /**
   * Reads a user id.
   *
   * @throws InvalidIdException if the text is not a user id
   */
  public static UserId parse(String text) {
    return new UserId(text);
  }

  /** What stands between the sigil and the first colon; may be empty. */
  public String localpart() {
    return value.substring(1, value.indexOf(':'));
  }

  /** The server that the user belongs to. */
  public ServerName server() {
    return new ServerName(value.substring(value.indexOf(':') + 1));
  }

  @Override
  public String toString() {
    return value;
  }

  private static InvalidIdException invalid(String value) {
    return new InvalidIdException("user id", value, "@localpart:server, at most 255 bytes");
  }
}
