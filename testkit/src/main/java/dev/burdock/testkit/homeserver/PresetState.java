package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.HashMap;
import java.util.Map;

/**
 * The authorising state of a room that was there before the recording, which holds its members
 * only: what a homeserver makes of the preset {@code public_chat}, with which every recorded room
 * began.
 */
final class PresetState {
  private PresetState() {}

  static Map<String, ObjectNode> of(RecordedRoom room) {
    Map<String, ObjectNode> state = new HashMap<>();
    ObjectNode create = event(room, "m.room.create", state);
    create.put("room_version", room.version().id());
    if (!room.version().revisedRedaction()) {
      create.put("creator", room.creator());
    }
    event(room, "m.room.join_rules", state).put("join_rule", "public");
    ObjectNode levels = event(room, "m.room.power_levels", state);
    levels.put("users_default", 0).put("events_default", 0).put("state_default", 50);
    levels.put("ban", 50).put("kick", 50).put("redact", 50).put("invite", 50);
    ObjectNode users = levels.putObject("users");
    if (!room.version().roomIdIsCreateHash()) {
      users.put(room.creator(), 100);
    }
    return state;
  }

  private static ObjectNode event(RecordedRoom room, String type, Map<String, ObjectNode> state) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("type", type).put("state_key", "").put("sender", room.creator());
    event.put("room_id", room.id());
    state.put(type, event);
    return event.putObject("content");
  }
}
