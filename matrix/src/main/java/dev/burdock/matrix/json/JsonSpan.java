package dev.burdock.matrix.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One value inside JSON bytes: where it stands. What it holds is found by walking over the bytes,
 * nothing is built; no depth, number or text is too much (ADR 0030).
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

  /** A member of an object; {@code start} is that of its name. */
  public record Member(String name, int start, JsonSpan value) {}

  /**
   * The value that a text holds.
   *
   * @throws InvalidJsonException {@code M_NOT_JSON} when it is not one JSON value, all of it. Of
   *     characters outside of ASCII only the number of their bytes is checked.
   */
  public static JsonSpan of(byte[] json) {
    JsonScanner scanner = new JsonScanner(json);
    int start = scanner.skipSpace(0);
    int end = scanner.value(start);
    int rest = scanner.skipSpace(end);
    if (rest != json.length) {
      throw JsonScanner.malformed(rest);
    }
    return new JsonSpan(json, start, end);
  }

  public boolean isObject() {
    return json[start] == '{';
  }

  /**
   * Itself.
   *
   * @throws InvalidJsonException {@code M_BAD_JSON} when it is no object
   */
  public JsonSpan object() {
    if (!isObject()) {
      throw InvalidJsonException.badJson("JSON: not an object");
    }
    return this;
  }

  /** The members in their order; none when it is no object. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>();
    if (isObject()) {
      ObjectCursor cursor = new ObjectCursor(json, start);
      while (cursor.next()) {
        members.add(new Member(cursor.name(), cursor.nameStart(), cursor.value()));
      }
    }
    return members;
  }

  /**
   * Itself.
   *
   * @throws InvalidJsonException {@code M_BAD_JSON} when it is no array
   */
  public JsonSpan array() {
    if (json[start] != '[') {
      throw InvalidJsonException.badJson("JSON: not an array");
    }
    return this;
  }

  /** The elements in their order; none when it is no array. */
  public List<JsonSpan> elements() {
    List<JsonSpan> elements = new ArrayList<>();
    if (json[start] != '[') {
      return elements;
    }
    JsonScanner scanner = new JsonScanner(json);
    int i = scanner.skipSpace(start + 1);
    while (scanner.at(i) != ']') {
      int from = elements.isEmpty() ? i : scanner.skipSpace(scanner.expect(i, ','));
      int to = scanner.value(from);
      elements.add(new JsonSpan(json, from, to));
      i = scanner.skipSpace(to);
    }
    return elements;
  }

  /** The value of a member; the last one if the name repeats; none when it is no object. */
  public Optional<JsonSpan> get(String name) {
    return isObject()
        ? Optional.ofNullable(new ObjectCursor(json, start).last(name))
        : Optional.empty();
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
    return json[start] == '"' ? ObjectCursor.text(json, start, end) : raw();
  }

  /** Its bytes as a text. */
  public String raw() {
    return new String(json, start, end - start, StandardCharsets.UTF_8);
  }

  /** Whether its bytes are exactly this text. */
  public boolean is(String text) {
    return raw().equals(text);
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return Arrays.copyOfRange(json, start, end);
  }
}
