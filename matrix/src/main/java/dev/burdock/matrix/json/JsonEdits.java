package dev.burdock.matrix.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Replacements within one JSON text; what none of them touches stays byte for byte. */
public final class JsonEdits {
  private static final byte[] NOTHING = {};
  private static final byte[] COMMA = {','};
  private static final JsonSpan EMPTY = JsonSpan.of(new byte[] {'{', '}'});

  private final byte[] json;
  private final List<Edit> edits = new ArrayList<>();

  private record Edit(
      int start,
      int end,
      @SuppressWarnings("ArrayRecordComponent") // edits are not compared
          byte[] text) {}

  public JsonEdits(JsonSpan root) {
    this.json = root.json();
  }

  /** An object of these members, JSON by name. */
  public static byte[] object(Map<String, byte[]> members) {
    return new JsonEdits(EMPTY).members(EMPTY, Set.of(), members).apply();
  }

  /** Replaces a value. */
  public JsonEdits replace(JsonSpan value, byte[] text) {
    edits.add(new Edit(value.start(), value.end(), text));
    return this;
  }

  /** Sets one member of an object: replaces its value, or adds it. */
  public JsonEdits set(JsonSpan object, String name, byte[] value) {
    return object
        .get(name)
        .map(present -> replace(present, value))
        .orElseGet(() -> insert(object, Map.of(name, value)));
  }

  /** Takes out the bytes between two indexes. */
  JsonEdits cut(int start, int end) {
    edits.add(new Edit(start, end, NOTHING));
    return this;
  }

  /** Adds members, JSON by name, before those that an object has. */
  JsonEdits insert(JsonSpan object, Map<String, byte[]> added) {
    if (!added.isEmpty()) {
      JsonScanner scanner = new JsonScanner(json);
      int open = object.start() + 1;
      ByteArrayOutputStream text = listed(added);
      if (scanner.at(scanner.skipSpace(open)) != '}') {
        text.write(',');
      }
      edits.add(new Edit(open, open, text.toByteArray()));
    }
    return this;
  }

  /**
   * Sets members of an object and removes others; may be combined with edits inside of the members
   * that stay.
   *
   * @param removed names that must not stay
   * @param added JSON by name
   */
  public JsonEdits members(JsonSpan object, Set<String> removed, Map<String, byte[]> added) {
    List<JsonSpan.Member> members = object.members();
    List<JsonSpan.Member> kept =
        members.stream()
            .filter(member -> !removed.contains(member.name()) && !added.containsKey(member.name()))
            .toList();
    if (kept.size() == members.size()) {
      return insert(object, added);
    }
    byte[] text = listed(added).toByteArray();
    int from = object.start() + 1;
    if (kept.isEmpty()) {
      edits.add(new Edit(from, object.end() - 1, text));
      return this;
    }
    byte[] first = text.length == 0 ? NOTHING : Arrays.copyOf(text, text.length + 1);
    if (first.length > 0) {
      first[text.length] = ',';
    }
    edits.add(new Edit(from, kept.get(0).start(), first));
    for (int i = 1; i < kept.size(); i++) {
      int gap = kept.get(i - 1).value().end();
      edits.add(new Edit(gap, kept.get(i).start(), COMMA));
    }
    return cut(kept.get(kept.size() - 1).value().end(), object.end() - 1);
  }

  /** The text with all edits made. */
  public byte[] apply() {
    edits.sort(Comparator.comparingInt(Edit::start));
    int length = json.length;
    for (Edit edit : edits) {
      length += edit.text().length - (edit.end() - edit.start());
    }
    byte[] out = new byte[length];
    int from = 0;
    int at = 0;
    for (Edit edit : edits) {
      System.arraycopy(json, from, out, at, edit.start() - from);
      at += edit.start() - from;
      System.arraycopy(edit.text(), 0, out, at, edit.text().length);
      at += edit.text().length;
      from = edit.end();
    }
    System.arraycopy(json, from, out, at, json.length - from);
    return out;
  }

  /** A text as a JSON string; half a surrogate pair stays one, as an escape. */
  public static byte[] quoted(String text) {
    byte[] escaped;
    try {
      escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    } catch (IllegalArgumentException e) {
      escaped = withHalves(new String(JsonStringEncoder.getInstance().quoteAsString(text)));
    }
    byte[] out = new byte[escaped.length + 2];
    out[0] = '"';
    System.arraycopy(escaped, 0, out, 1, escaped.length);
    out[out.length - 1] = '"';
    return out;
  }

  private static byte[] withHalves(String escaped) {
    StringBuilder out = new StringBuilder(escaped.length() + 64);
    escaped
        .codePoints()
        .forEach(
            point -> {
              if (Character.getType(point) == Character.SURROGATE) {
                out.append("\\u").append(Integer.toHexString(point));
              } else {
                out.appendCodePoint(point);
              }
            });
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ByteArrayOutputStream listed(Map<String, byte[]> members) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    members.forEach(
        (name, value) -> {
          separate(text);
          text.writeBytes(quoted(name));
          text.write(':');
          text.writeBytes(value);
        });
    return text;
  }

  private static void separate(ByteArrayOutputStream text) {
    if (text.size() > 0) {
      text.write(',');
    }
  }
}
