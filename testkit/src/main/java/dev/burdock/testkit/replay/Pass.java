package dev.burdock.testkit.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.burdock.matrix.hash.Sha256;
import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One time that the recording is played: the same conversation in rooms of its own. It knows which
 * id of the recording became which. Not safe for many threads.
 */
final class Pass {
  private static final Base64.Encoder IDS = Base64.getUrlEncoder().withoutPadding();
  private static final int LOCALPART = 18;

  private final String salt;
  private final Map<String, String> ids = new HashMap<>();

  /**
   * Gives every room of the recording a new id.
   *
   * @param salt different for each pass of each demo
   */
  Pass(Recording recording, String salt) {
    this.salt = salt;
    recording.rooms().forEach(room -> ids.put(room.id(), roomId(room, recording)));
  }

  /** The id in this pass; the same for an id from before the recording. */
  String id(String recorded) {
    return ids.getOrDefault(recorded, recorded);
  }

  void became(String recorded, String id) {
    ids.put(recorded, id);
  }

  /** A new event id for an event whose PDU is not in the recording. */
  String newEventId(String recorded) {
    return "$" + hash(recorded);
  }

  /** A copy in which every id of the recording is that of this pass. */
  ObjectNode copy(ObjectNode recorded) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    recorded.properties().forEach(member -> copy.set(member.getKey(), map(member.getValue())));
    return copy;
  }

  /** The rooms as they are before the first transaction. */
  List<RecordedRoom> rooms(Recording recording) {
    return recording.rooms().stream()
        .map(
            room ->
                new RecordedRoom(
                    id(room.id()),
                    room.version(),
                    room.title(),
                    room.creator(),
                    room.membersAtStart().stream().map(this::copy).toList()))
        .toList();
  }

  private JsonNode map(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return copy(object);
    } else if (value instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(map(element)));
      return copy;
    }
    return value.isTextual() ? TextNode.valueOf(id(value.textValue())) : value;
  }

  private String roomId(RecordedRoom room, Recording recording) {
    String hash = hash(room.id());
    return room.version().roomIdIsCreateHash()
        ? "!" + hash
        : "!" + hash.substring(0, LOCALPART) + ":" + recording.server();
  }

  private String hash(String recorded) {
    return IDS.encodeToString(Sha256.of(salt + recorded));
  }
}
