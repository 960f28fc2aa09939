package dev.burdock.matrix.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Goes from member to member of one object in JSON bytes. */
final class ObjectCursor {
  private static final JsonFactory STRINGS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final byte[] json;
  private final JsonScanner scanner;
  private int at;
  private int nameStart;
  private int nameEnd;
  private int valueStart;
  private int valueEnd;

  /**
   * @param open where the object begins
   * @throws InvalidJsonException if there is none
   */
  ObjectCursor(byte[] json, int open) {
    this.json = json;
    this.scanner = new JsonScanner(json);
    this.at = scanner.expect(open, '{');
  }

  /** Goes to the next member; false at the end of the object. */
  boolean next() {
    int i = scanner.skipSpace(at);
    if (scanner.at(i) == '}') {
      return false;
    }
    nameStart = valueEnd == 0 ? i : scanner.skipSpace(scanner.expect(i, ','));
    nameEnd = scanner.string(nameStart);
    valueStart = scanner.skipSpace(scanner.expect(scanner.skipSpace(nameEnd), ':'));
    valueEnd = scanner.value(valueStart);
    at = valueEnd;
    return true;
  }

  /** Index of the name's opening quote. */
  int nameStart() {
    return nameStart;
  }

  /** Index after the value, and after the comma if one follows. */
  int afterComma() {
    int i = scanner.skipSpace(valueEnd);
    return scanner.at(i) == ',' ? i + 1 : valueEnd;
  }

  JsonSpan value() {
    return new JsonSpan(json, valueStart, valueEnd);
  }

  String name() {
    return text(json, nameStart, nameEnd);
  }

  /**
   * The value of the last member of this name, which is the one that most readers take, or null.
   */
  JsonSpan last(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    JsonSpan found = null;
    while (next()) {
      if (named(name, wanted)) {
        found = value();
      }
    }
    return found;
  }

  /** Whether the member has this name, however it is spelled. */
  boolean named(String name) {
    return named(name, name.getBytes(StandardCharsets.UTF_8));
  }

  private boolean named(String name, byte[] wanted) {
    return isEscaped(json, nameStart, nameEnd)
        ? name.equals(name())
        : Arrays.equals(json, nameStart + 1, nameEnd - 1, wanted, 0, wanted.length);
  }

  /** The text of the string between two indexes, its quotes included. */
  static String text(byte[] json, int start, int end) {
    if (!isEscaped(json, start, end)) {
      return new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }
    try (JsonParser parser = STRINGS.createParser(json, start, end - start)) {
      return parser.nextTextValue();
    } catch (IOException e) {
      throw JsonScanner.malformed(start);
    }
  }

  private static boolean isEscaped(byte[] json, int start, int end) {
    for (int i = start; i < end; i++) {
      if (json[i] == '\\') {
        return true;
      }
    }
    return false;
  }
}
