package dev.burdock.fanout.sync.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One value inside JSON bytes: where it stands, so that parts of it can be replaced and every other
 * byte left as it came.
 *
 * @param json the whole text, UTF-8; shared, never modified
 * @param start index of the value's first byte
 * @param end index after its last byte
 */
public record JsonSpan(
    @SuppressWarnings("ArrayRecordComponent") // spans are not compared
        byte[] json,
    int start,
    int end) {
  private static final ObjectMapper STRINGS = new ObjectMapper();

  /** A member of an object; {@code start} is that of its name. */
  public record Member(String name, int start, JsonSpan value) {}

  /**
   * The value that a text holds.
   *
   * @throws MalformedJsonException when it visibly holds none
   */
  public static JsonSpan of(byte[] json) {
    JsonCursor cursor = new JsonCursor(json, 0);
    JsonSpan value = cursor.value();
    cursor.end();
    return value;
  }

  public boolean isObject() {
    return json[start] == '{';
  }

  /** The members in their order; none when it is no object. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>();
    if (!isObject()) {
      return members;
    }
    JsonCursor cursor = new JsonCursor(json, start + 1);
    while (cursor.hasMore('}', members.isEmpty())) {
      JsonSpan name = cursor.string();
      cursor.expect(':');
      members.add(new Member(name.text(), name.start(), cursor.value()));
    }
    return members;
  }

  /** The elements in their order; none when it is no array. */
  public List<JsonSpan> elements() {
    List<JsonSpan> elements = new ArrayList<>();
    if (json[start] != '[') {
      return elements;
    }
    JsonCursor cursor = new JsonCursor(json, start + 1);
    while (cursor.hasMore(']', elements.isEmpty())) {
      elements.add(cursor.value());
    }
    return elements;
  }

  /** The value of a member; the last one if the name repeats. */
  public Optional<JsonSpan> get(String name) {
    return members().stream()
        .filter(member -> member.name().equals(name))
        .map(Member::value)
        .reduce((earlier, later) -> later);
  }

  /** The value at the end of a path of names. */
  public Optional<JsonSpan> at(String... path) {
    Optional<JsonSpan> found = Optional.of(this);
    for (String name : path) {
      found = found.flatMap(span -> span.get(name));
    }
    return found;
  }

  /** The text of a string; of any other value its bytes. */
  public String text() {
    String raw = raw();
    if (json[start] != '"') {
      return raw;
    }
    if (raw.indexOf('\\') < 0) {
      return raw.substring(1, raw.length() - 1);
    }
    try {
      return STRINGS.readValue(raw, String.class);
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(start);
    }
  }

  /** Its bytes as a text. */
  public String raw() {
    return new String(json, start, end - start, StandardCharsets.UTF_8);
  }
}
