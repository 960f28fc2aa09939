package dev.burdock.ingest.homeserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.RawJson;
import dev.burdock.ingest.room.RoomState;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.json.JsonSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the homeserver answers about the state of a room. */
final class StateReply {
  /** The state that decides what is allowed, the room's creation first. */
  static final List<String> AUTHORISING =
      List.of("m.room.create", "m.room.power_levels", "m.room.join_rules");

  private StateReply() {}

  /** A state event, or, from homeservers that know no {@code format=event}, its content alone. */
  static RoomState.Content content(String type, byte[] json) {
    ObjectNode tree = CanonicalJson.parse(json);
    if (tree.path("content").isObject() && tree.path("sender").isTextual()) {
      RawJson content = RawJson.of(JsonSpan.of(json).get("content").orElseThrow());
      return new RoomState.Content(type, content, Optional.of(tree.get("sender").textValue()));
    }
    return new RoomState.Content(type, new RawJson(json), Optional.empty());
  }

  /** The authorising events of {@code {"state": […]}}. */
  static List<RoomState.Content> authorising(byte[] json) {
    List<RoomState.Content> found = new ArrayList<>();
    for (JsonSpan event : required(json, "state").array().elements()) {
      JsonSpan state = event.object();
      if (isText(state.get("state_key"), "")) {
        AUTHORISING.stream()
            .filter(type -> isText(state.get("type"), type))
            .forEach(type -> found.add(content(type, state.bytes())));
      }
    }
    return found;
  }

  /** The users of {@code {"joined": {user: …}}}. */
  static List<String> joined(byte[] json) {
    return required(json, "joined").object().members().stream()
        .map(JsonSpan.Member::name)
        .distinct()
        .toList();
  }

  /** The users of {@code {"members": [user]}}. */
  static List<String> members(byte[] json) {
    List<String> members = new ArrayList<>();
    CanonicalJson.parse(json).path("members").forEach(user -> members.add(user.asText()));
    return members;
  }

  /**
   * The room that these replies tell of.
   *
   * @throws HomeserverException when its creation is not among them
   */
  static RoomState state(List<String> joined, List<RoomState.Content> authorising) {
    RoomState.Content creation =
        authorising.stream()
            .filter(content -> content.type().equals("m.room.create"))
            .findFirst()
            .orElseThrow(() -> new HomeserverException("m.room.create: missing"));
    String version =
        CanonicalJson.parse(creation.content().bytes()).path("room_version").asText("1");
    return new RoomState(version, joined, authorising);
  }

  private static boolean isText(Optional<JsonSpan> json, String text) {
    return json.filter(value -> value.is('"' + text + '"')).isPresent();
  }

  private static JsonSpan required(byte[] json, String name) {
    return JsonSpan.of(json)
        .object()
        .get(name)
        .orElseThrow(() -> new HomeserverException(name + ": missing"));
  }
}
