package dev.burdock.matrix.id;

import java.util.Optional;

/** Ids that end in the name of a server in old room versions and are opaque in new ones. */
final class Domained {
  private Domained() {}

  static boolean isValid(String value, char sigil) {
    if (value == null || value.length() < 2 || value.charAt(0) != sigil) {
      return false;
    }
    int colon = value.indexOf(':');
    if (colon < 0) {
      return value.length() <= Grammar.MAX_BYTES && Grammar.isOpaque(value.substring(1));
    }
    return colon > 1
        && Grammar.isBoundedText(value)
        && ServerName.isValid(value.substring(colon + 1));
  }

  static Optional<ServerName> server(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? Optional.empty() : Optional.of(new ServerName(value.substring(colon + 1)));
  }
}
