package dev.burdock.matrix.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

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
    Span unsigned = find(event, 0, UNSIGNED);
    String number = Long.toString(value);
    if (unsigned == null) {
      return insertMember(event, 0, UNSIGNED, "{" + quoted(key) + ":" + number + "}");
    }
    if (event[unsigned.start] != '{') {
      return splice(event, unsigned.start, unsigned.end, "{" + quoted(key) + ":" + number + "}");
    }
    Span present = find(event, unsigned.start, key);
    return present == null
        ? insertMember(event, unsigned.start, key, number)
        : splice(event, present.start, present.end, number);
  }

  /**
   * The event without {@code unsigned.<key>}; the same array if it has none. An {@code unsigned}
   * left empty stays.
   *
   * @param event JSON of an event, not modified
   * @throws InvalidJsonException {@code M_NOT_JSON} if the bytes are visibly not a JSON object
   */
  public static byte[] withoutUnsigned(byte[] event, String key) {
    byte[] json = event;
    while (true) {
      Span unsigned = find(json, 0, UNSIGNED);
      if (unsigned == null || json[unsigned.start] != '{') {
        return json;
      }
      Span member = find(json, unsigned.start, key);
      if (member == null) {
        return json;
      }
      json = splice(json, member.cutStart, member.cutEnd, "");
    }
  }

  /**
   * The last member of that name, which is the one that readers of duplicate names take; null if
   * there is none.
   *
   * @param open where the object begins
   */
  private static Span find(byte[] json, int open, String name) {
    ObjectScanner members = new ObjectScanner(json, open);
    int previousEnd = -1;
    Span found = null;
    while (members.next()) {
      if (members.named(name)) {
        int cutStart = previousEnd < 0 ? members.nameStart() : previousEnd;
        int cutEnd = members.valueEnd();
        if (previousEnd < 0) {
          int comma = members.skipSpace(cutEnd);
          cutEnd = comma < json.length && json[comma] == ',' ? comma + 1 : cutEnd;
        }
        found = new Span(members.valueStart(), members.valueEnd(), cutStart, cutEnd);
      }
      previousEnd = members.valueEnd();
    }
    return found;
  }

  private static byte[] insertMember(byte[] json, int open, String name, String value) {
    ObjectScanner members = new ObjectScanner(json, open);
    int at = members.open() + 1;
    String comma = members.next() ? "," : "";
    return splice(json, at, at, quoted(name) + ":" + value + comma);
  }

  private static String quoted(String name) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + '"';
  }

  private static byte[] splice(byte[] json, int from, int to, String text) {
    byte[] middle = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[json.length - (to - from) + middle.length];
    System.arraycopy(json, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(json, to, out, from + middle.length, json.length - to);
    return out;
  }

  /**
   * Where the value of a member lies, and what to cut to remove the member with one of its commas.
   */
  private record Span(int start, int end, int cutStart, int cutEnd) {}
}
