package dev.burdock.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The redaction algorithm of each room version: what is left of an event when its content is taken
 * away.
 */
public final class Redaction {
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "event_id",
          "type",
          "room_id",
          "sender",
          "state_key",
          "content",
          "hashes",
          "signatures",
          "depth",
          "prev_events",
          "auth_events",
          "origin_server_ts");
  private static final Set<String> TOP_LEVEL_UNTIL_10 =
      Set.of("origin", "membership", "prev_state");
  private static final List<String> POWER_LEVELS =
      List.of(
          "ban",
          "events",
          "events_default",
          "kick",
          "redact",
          "state_default",
          "users",
          "users_default");
  private static final List<String> POWER_LEVELS_WITH_INVITE =
      Stream.concat(POWER_LEVELS.stream(), Stream.of("invite")).toList();
  private static final String INVITE = "third_party_invite";

  private Redaction() {}

  /**
   * The redacted form of an event.
   *
   * @param event not modified; the result shares its values, so neither may be changed deeply
   *     afterwards
   * @return a new object, with {@code content} always an object
   */
  public static ObjectNode redact(ObjectNode event, RoomVersion version) {
    ObjectNode redacted = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (keepsTopLevel(member.getKey(), version)) {
        redacted.set(member.getKey(), member.getValue());
      }
    }
    return redacted.set("content", content(event, version));
  }

  private static boolean keepsTopLevel(String key, RoomVersion version) {
    return TOP_LEVEL.contains(key)
        || (!version.revisedRedaction() && TOP_LEVEL_UNTIL_10.contains(key));
  }

  private static ObjectNode content(ObjectNode event, RoomVersion version) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    if (!(event.get("content") instanceof ObjectNode content)) {
      return kept;
    }
    String type = event.path("type").asText("");
    if (type.equals("m.room.create") && version.revisedRedaction()) {
      return content;
    }
    for (String key : keptKeys(type, version)) {
      copy(content, key, kept);
    }
    if (type.equals("m.room.member")
        && version.revisedRedaction()
        && content.get(INVITE) instanceof ObjectNode invite) {
      copy(invite, "signed", kept.putObject(INVITE));
    }
    return kept;
  }

  private static List<String> keptKeys(String type, RoomVersion version) {
    return switch (type) {
      case "m.room.member" ->
          version.redactionKeepsJoinAuthoriser()
              ? List.of("membership", "join_authorised_via_users_server")
              : List.of("membership");
      case "m.room.create" -> List.of("creator");
      case "m.room.join_rules" ->
          version.restrictedJoins() ? List.of("join_rule", "allow") : List.of("join_rule");
      case "m.room.power_levels" ->
          version.revisedRedaction() ? POWER_LEVELS_WITH_INVITE : POWER_LEVELS;
      case "m.room.aliases" -> version.redactionKeepsAliases() ? List.of("aliases") : List.of();
      case "m.room.history_visibility" -> List.of("history_visibility");
      case "m.room.redaction" -> version.redactsInContent() ? List.of("redacts") : List.of();
      default -> List.of();
    };
  }

  private static void copy(ObjectNode from, String key, ObjectNode to) {
    JsonNode value = from.get(key);
    if (value != null) {
      to.set(key, value);
    }
  }
}
