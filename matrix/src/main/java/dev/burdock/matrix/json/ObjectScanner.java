package dev.burdock.matrix.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the members of one object in JSON bytes, without reading what is inside of their values.
 */
final class ObjectScanner {
  private static final JsonFactory NAMES = new JsonFactory();

  private final byte[] json;
  private final int open;
  private int at;
  private int nameStart;
  private int nameEnd;
  private int valueStart;
  private int valueEnd;
  private boolean first = true;

  /**
   * @param open where the object begins; white space may come first
   * @throws InvalidJsonException if there is no object
   */
  ObjectScanner(byte[] json, int open) {
    this.json = json;
    this.open = skipSpace(open);
    if (peek(this.open) != '{') {
      throw malformed(this.open);
    }
    at = this.open + 1;
  }

  /** Index of the opening brace. */
  int open() {
    return open;
  }

  /** Index of the name's opening quote. */
  int nameStart() {
    return nameStart;
  }

  int valueStart() {
    return valueStart;
  }

  /** Index after the last byte of the value. */
  int valueEnd() {
    return valueEnd;
  }

  /** Goes to the next member; false at the end of the object. */
  boolean next() {
    int i = skipSpace(at);
    if (peek(i) == '}') {
      return false;
    }
    if (!first) {
      if (peek(i) != ',') {
        throw malformed(i);
      }
      i = skipSpace(i + 1);
    }
    first = false;
    nameStart = i;
    nameEnd = skipString(i);
    i = skipSpace(nameEnd);
    if (peek(i) != ':') {
      throw malformed(i);
    }
    valueStart = skipSpace(i + 1);
    valueEnd = skipValue(valueStart);
    at = valueEnd;
    return true;
  }

  /** Whether the current member has this name, escapes in it resolved. */
  boolean named(String name) {
    int from = nameStart + 1;
    int to = nameEnd - 1;
    for (int i = from; i < to; i++) {
      if (json[i] == '\\') {
        return name.equals(unescaped());
      }
    }
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(json, from, to, wanted, 0, wanted.length);
  }

  private String unescaped() {
    try (JsonParser parser = NAMES.createParser(json, nameStart, nameEnd - nameStart)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw malformed(nameStart);
    }
  }

  int skipSpace(int from) {
    int i = from;
    while (i < json.length
        && (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t')) {
      i++;
    }
    return i;
  }

  private int skipString(int quote) {
    if (peek(quote) != '"') {
      throw malformed(quote);
    }
    for (int i = quote + 1; i < json.length; i++) {
      if (json[i] == '"') {
        return i + 1;
      }
      if (json[i] == '\\') {
        i++;
      }
    }
    throw malformed(json.length);
  }

  private int skipValue(int start) {
    int depth = 0;
    int i = start;
    do {
      switch (peek(i)) {
        case '"' -> i = skipString(i);
        case '{', '[' -> {
          depth++;
          i++;
        }
        case '}', ']' -> {
          depth--;
          i++;
        }
        default -> i++;
      }
    } while (depth > 0 || !endsValue(i, start));
    if (depth < 0) {
      throw malformed(start);
    }
    return i;
  }

  /** Whether a value that began at the start is over before the index. */
  private boolean endsValue(int i, int start) {
    byte lead = json[start];
    if (lead == '"' || lead == '{' || lead == '[' || lead == '}' || lead == ']') {
      return true;
    }
    byte c = peek(i);
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private byte peek(int i) {
    if (i >= json.length) {
      throw malformed(i);
    }
    return json[i];
  }

  private static InvalidJsonException malformed(int at) {
    return InvalidJsonException.notJson("JSON: malformed object at byte " + at);
  }
}
