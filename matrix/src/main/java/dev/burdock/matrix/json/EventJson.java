package dev.burdock.matrix.json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Edits members of {@code unsigned} in the bytes of an event, leaving every other byte as it came.
 *
 * <p>The bytes are those of an event that has been read once; they are not checked again as a
 * whole.
 */
public final class EventJson {
  private static final String UNSIGNED = "unsigned";

  private EventJson() {}

  /**
   * The event with {@code unsigned.<key>} set to a number, such as the time left (R17). An {@code
   * unsigned} that is missing is added; one that is not an object is replaced.
   *
   * @param event JSON of an event, not modified
   * @param value milliseconds or any other integer
   * @throws InvalidJsonException {@code M_NOT_JSON} if the bytes are visibly not a JSON object
   */
  public static byte[] withUnsigned(byte[] event, String key, long value) {
    return withUnsigned(event, key, Long.toString(value).getBytes(StandardCharsets.UTF_8));
  }

  /** The same with any JSON value. */
  public static byte[] withUnsigned(byte[] event, String key, byte[] value) {
    JsonSpan root = root(event);
    JsonEdits edits = new JsonEdits(root);
    Map<String, byte[]> member = Map.of(key, value);
    Optional<JsonSpan> unsigned = root.get(UNSIGNED);
    if (unsigned.filter(JsonSpan::isObject).isPresent()) {
      unsigned
          .get()
          .get(key)
          .ifPresentOrElse(
              present -> edits.replace(present, member.get(key)),
              () -> edits.insert(unsigned.get(), member));
    } else {
      byte[] object = JsonEdits.object(member);
      unsigned.ifPresentOrElse(
          present -> edits.replace(present, object),
          () -> edits.insert(root, Map.of(UNSIGNED, object)));
    }
    return edits.apply();
  }

  /**
   * The event without {@code unsigned.<key>}; the same array if it has none. An {@code unsigned}
   * left empty stays.
   *
   * @param event JSON of an event, not modified
   * @throws InvalidJsonException {@code M_NOT_JSON} if the bytes are visibly not a JSON object
   */
  public static byte[] withoutUnsigned(byte[] event, String key) {
    JsonSpan root = root(event);
    Optional<JsonSpan> unsigned = root.get(UNSIGNED).filter(JsonSpan::isObject);
    if (unsigned.flatMap(object -> object.get(key)).isEmpty()) {
      return event;
    }
    JsonEdits edits = new JsonEdits(root);
    ObjectCursor members = new ObjectCursor(event, unsigned.get().start());
    boolean kept = false;
    int previousEnd = 0;
    while (members.next()) {
      if (!members.named(key)) {
        kept = true;
      } else if (kept) {
        edits.cut(previousEnd, members.value().end());
      } else {
        edits.cut(members.nameStart(), members.afterComma());
      }
      previousEnd = members.value().end();
    }
    return edits.apply();
  }

  private static JsonSpan root(byte[] event) {
    JsonScanner scanner = new JsonScanner(event);
    int start = scanner.skipSpace(0);
    scanner.expect(start, '{');
    return new JsonSpan(event, start, event.length);
  }
}
