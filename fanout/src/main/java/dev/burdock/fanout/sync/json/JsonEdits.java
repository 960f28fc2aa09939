package dev.burdock.fanout.sync.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Replacements within one JSON text; what none of them touches stays byte for byte. */
public final class JsonEdits {
  private final byte[] json;
  private final List<Edit> edits = new ArrayList<>();

  private record Edit(int start, int end, Buffer text) {}

  public JsonEdits(JsonSpan root) {
    this.json = root.json();
  }

  /** Replaces a value. */
  public JsonEdits replace(JsonSpan value, Buffer text) {
    edits.add(new Edit(value.start(), value.end(), text));
    return this;
  }

  /**
   * Sets members of an object and removes others; not to be combined with edits inside of values of
   * {@code object}, unless nothing has to be removed.
   *
   * @param removed names that must not stay
   * @param added JSON by name
   */
  public JsonEdits members(JsonSpan object, Set<String> removed, Map<String, Buffer> added) {
    List<JsonSpan.Member> members = object.members();
    Map<String, Buffer> all = new LinkedHashMap<>(added);
    List<JsonSpan.Member> kept =
        members.stream()
            .filter(member -> !removed.contains(member.name()) && !all.containsKey(member.name()))
            .toList();
    Buffer text = Buffer.buffer();
    all.forEach(
        (name, value) ->
            text.appendString(text.length() == 0 ? "" : ",")
                .appendBytes(quoted(name))
                .appendString(":")
                .appendBuffer(value));
    if (kept.size() < members.size()) {
      for (JsonSpan.Member member : kept) {
        text.appendString(text.length() == 0 ? "" : ",")
            .appendBytes(json, member.start(), member.value().end() - member.start());
      }
      edits.add(new Edit(object.start() + 1, object.end() - 1, text));
    } else if (text.length() > 0) {
      text.appendString(members.isEmpty() ? "" : ",");
      edits.add(new Edit(object.start() + 1, object.start() + 1, text));
    }
    return this;
  }

  /** The text with all edits made. */
  public Buffer apply() {
    edits.sort(Comparator.comparingInt(Edit::start));
    Buffer out = Buffer.buffer(json.length + 256);
    int from = 0;
    for (Edit edit : edits) {
      out.appendBytes(json, from, edit.start() - from).appendBuffer(edit.text());
      from = edit.end();
    }
    return out.appendBytes(json, from, json.length - from);
  }

  /** A text as a JSON string. */
  public static byte[] quoted(String text) {
    byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] out = new byte[escaped.length + 2];
    out[0] = '"';
    System.arraycopy(escaped, 0, out, 1, escaped.length);
    out[out.length - 1] = '"';
    return out;
  }
}
