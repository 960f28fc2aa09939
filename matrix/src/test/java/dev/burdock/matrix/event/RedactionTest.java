package dev.burdock.matrix.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Redaction keeps")
class RedactionTest {
  private static final String EVERYTHING =
      """
      {"membership":"join","join_authorised_via_users_server":"@a:d","third_party_invite":{"signed":{},"name":"n"},
       "creator":"@a:d","room_version":"1","join_rule":"public","allow":[],"ban":1,"events":{},"events_default":1,
       "invite":1,"kick":1,"redact":1,"state_default":1,"users":{},"users_default":1,"notifications":{},"aliases":[],
       "history_visibility":"shared","redacts":"$e","body":"b"}
      """;
  private static final String LEVELS =
      "ban events events_default kick redact state_default users users_default";

  @ParameterizedTest(name = "{0} in versions {1} to {2}: {3}")
  @CsvSource({
    "m.room.member,             1,  8, membership",
    "m.room.member,             9, 10, membership join_authorised_via_users_server",
    "m.room.member,            11, 12, membership join_authorised_via_users_server third_party_invite",
    "m.room.create,             1, 10, creator",
    "m.room.join_rules,         1,  7, join_rule",
    "m.room.join_rules,         8, 12, join_rule allow",
    "m.room.power_levels,       1, 10, " + LEVELS,
    "m.room.power_levels,      11, 12, " + LEVELS + " invite",
    "m.room.aliases,            1,  5, aliases",
    "m.room.aliases,            6, 12, ''",
    "m.room.history_visibility, 1, 12, history_visibility",
    "m.room.redaction,          1, 10, ''",
    "m.room.redaction,         11, 12, redacts",
    "m.room.message,            1, 12, ''",
  })
  @DisplayName("these keys of the content")
  void contentKeys(String type, int from, int to, String kept) {
    List<String> expected = kept.isEmpty() ? List.of() : List.of(kept.split(" "));
    for (int number = from; number <= to; number++) {
      ObjectNode redacted = Redaction.redact(event(type), version(number));

      assertThat(names(redacted.get("content")))
          .as("version %d", number)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  @DisplayName("all of a create event's content from version 11")
  void create() {
    ObjectNode event = event("m.room.create");

    assertThat(Redaction.redact(event, RoomVersion.V11).get("content"))
        .isEqualTo(event.get("content"));
  }

  @Test
  @DisplayName("nothing but the signed part of a third-party invite from version 11")
  void thirdPartyInvite() {
    ObjectNode redacted = Redaction.redact(event("m.room.member"), RoomVersion.V11);

    assertThat(redacted.at("/content/third_party_invite").toString()).isEqualTo("{\"signed\":{}}");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "10, true", "11, false", "12, false"})
  @DisplayName("origin, membership and prev_state at the top until version 10")
  void topLevel(int number, boolean kept) {
    ObjectNode event = event("m.room.message");
    event
        .put("origin", "d")
        .put("membership", "join")
        .put("prev_state", 1)
        .put("redacts", "$e")
        .put("depth", 1);

    ObjectNode redacted = Redaction.redact(event, version(number));

    assertThat(redacted.has("origin")).isEqualTo(kept);
    assertThat(redacted.has("membership")).isEqualTo(kept);
    assertThat(redacted.has("prev_state")).isEqualTo(kept);
    assertThat(redacted.has("redacts")).isFalse();
    assertThat(redacted.has("depth")).isTrue();
  }

  @Test
  @DisplayName("R04 no sticky object, so a redacted event is not sticky")
  void stickyGoes() {
    ObjectNode event = event("m.room.message");
    event.putObject("msc4354_sticky").put("duration_ms", 1);
    event.putObject("sticky").put("duration_ms", 1);

    for (RoomVersion version : RoomVersion.values()) {
      assertThat(names(Redaction.redact(event, version)))
          .containsExactlyInAnyOrder("type", "content");
    }
  }

  @Test
  @DisplayName("the event that it was given as it was")
  void inputIsNotModified() {
    ObjectNode event = event("m.room.member");
    ObjectNode before = event.deepCopy();

    Redaction.redact(event, RoomVersion.V12);

    assertThat(event).isEqualTo(before);
  }

  private static ObjectNode event(String type) {
    ObjectNode event = CanonicalJson.parse(Vectors.utf8("{\"unsigned\":{}}"));
    event.put("type", type).set("content", CanonicalJson.parse(Vectors.utf8(EVERYTHING)));
    return event;
  }

  private static RoomVersion version(int number) {
    return RoomVersion.of(Integer.toString(number));
  }

  private static List<String> names(com.fasterxml.jackson.databind.JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
