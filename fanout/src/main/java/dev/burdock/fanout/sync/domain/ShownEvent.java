package dev.burdock.fanout.sync.domain;

import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * An event in the form in which items hold it: without what a feed wrote beside it and what is
 * different in every answer, {@code unsigned} first. So the places where an answer's own members go
 * are known without a look at the bytes (ADR 0111).
 */
final class ShownEvent {
  private static final byte[] NONE = {};
  private static final byte[] OPEN = utf8("{\"unsigned\":{");
  private static final String UNSIGNED = "unsigned";

  /** What application services are told beside the event, and the room that a section stands in. */
  private static final Set<String> BESIDE =
      Set.of("age", "user_id", "replaces_state", "prev_content", "room_id");

  private static final Set<String> OF_AN_ANSWER =
      Set.of("age", "membership", StickyNames.UNSTABLE.timeLeft(), StickyNames.STABLE.timeLeft());

  private ShownEvent() {}

  /** The form of an event in JSON; empty when it is no JSON object. */
  static byte[] of(byte[] event) {
    try {
      JsonSpan root = JsonSpan.of(event);
      ByteArrayOutputStream out = new ByteArrayOutputStream(event.length + OPEN.length + 1);
      out.writeBytes(OPEN);
      List<JsonSpan.Member> members = root.object().members();
      members.stream()
          .filter(member -> member.name().equals(UNSIGNED) && member.value().isObject())
          .reduce((earlier, later) -> later)
          .ifPresent(unsigned -> list(event, unsigned.value().members(), OF_AN_ANSWER, out));
      out.write('}');
      for (JsonSpan.Member member : members) {
        if (!member.name().equals(UNSIGNED) && !BESIDE.contains(member.name())) {
          out.write(',');
          copy(event, member, out);
        }
      }
      out.write('}');
      return out.toByteArray();
    } catch (InvalidJsonException e) {
      return NONE;
    }
  }

  /**
   * An event of this form with further members.
   *
   * @param members JSON of members of the event, each with a comma behind it
   * @param unsigned JSON of members of its {@code unsigned}, with commas between them
   */
  static byte[] with(byte[] shown, String members, String unsigned) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(shown.length + members.length() + unsigned.length() + 1);
    out.write('{');
    out.writeBytes(utf8(members));
    out.write(OPEN, 1, OPEN.length - 1);
    out.writeBytes(utf8(unsigned));
    if (shown[OPEN.length] != '}') {
      out.write(',');
    }
    out.write(shown, OPEN.length, shown.length - OPEN.length);
    return out.toByteArray();
  }

  private static void list(
      byte[] json, List<JsonSpan.Member> members, Set<String> left, ByteArrayOutputStream out) {
    boolean first = true;
    for (JsonSpan.Member member : members) {
      if (!left.contains(member.name())) {
        if (!first) {
          out.write(',');
        }
        first = false;
        copy(json, member, out);
      }
    }
  }

  private static void copy(byte[] json, JsonSpan.Member member, ByteArrayOutputStream out) {
    out.write(json, member.start(), member.value().end() - member.start());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
