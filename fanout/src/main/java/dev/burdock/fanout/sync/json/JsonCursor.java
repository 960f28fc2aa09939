package dev.burdock.fanout.sync.json;

/** Walks over JSON bytes without reading what it need not: nested values are skipped, not built. */
final class JsonCursor {
  private final byte[] json;
  private int at;

  JsonCursor(byte[] json, int at) {
    this.json = json;
    this.at = at;
  }

  /** Goes to the next value of a container; false at its end. */
  boolean hasMore(char close, boolean first) {
    skipSpace();
    if (peek() == close) {
      return false;
    }
    if (!first) {
      expect(',');
    }
    return true;
  }

  void expect(char wanted) {
    skipSpace();
    if (peek() != wanted) {
      throw new MalformedJsonException(at);
    }
    at++;
  }

  /** The value that begins here, and goes behind it. */
  JsonSpan value() {
    skipSpace();
    int start = at;
    switch (peek()) {
      case '{', '[' -> skipContainer();
      case '"' -> skipString();
      default -> skipLiteral();
    }
    return new JsonSpan(json, start, at);
  }

  /** The string that begins here, and goes behind it. */
  JsonSpan string() {
    JsonSpan value = value();
    if (json[value.start()] != '"') {
      throw new MalformedJsonException(value.start());
    }
    return value;
  }

  /** Nothing but white space may follow. */
  void end() {
    skipSpace();
    if (at != json.length) {
      throw new MalformedJsonException(at);
    }
  }

  private void skipContainer() {
    int depth = 0;
    do {
      switch (peek()) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          skipString();
          continue;
        }
        default -> {
          // nothing that nests
        }
      }
      at++;
    } while (depth > 0);
  }

  private void skipString() {
    at++;
    while (peek() != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private void skipLiteral() {
    int start = at;
    while (at < json.length && "+-.eEtrufalsn0123456789".indexOf(json[at]) >= 0) {
      at++;
    }
    if (at == start) {
      throw new MalformedJsonException(at);
    }
  }

  private void skipSpace() {
    while (at < json.length && " \t\r\n".indexOf(json[at]) >= 0) {
      at++;
    }
  }

  private byte peek() {
    if (at >= json.length) {
      throw new MalformedJsonException(at);
    }
    return json[at];
  }
}
