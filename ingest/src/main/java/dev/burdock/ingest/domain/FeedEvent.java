package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Optional;

/**
 * An event in client format as a feed told it.
 *
 * @param stateKey present on state events alone
 * @param tree the event, read
 * @param json the event, as it came
 */
public record FeedEvent(
    EventId eventId,
    RoomId roomId,
    UserId sender,
    String type,
    Optional<String> stateKey,
    long originServerTs,
    ObjectNode tree,
    RawJson json) {

  /**
   * Reads an event.
   *
   * @throws MatrixException when it is no event in client format
   */
  public static FeedEvent parse(RawJson json) {
    ObjectNode tree = CanonicalJson.parse(json.bytes());
    EventId eventId = EventId.parse(text(tree, "event_id"));
    String type = text(tree, "type");
    if (!tree.path("content").isObject()) {
      throw BadEventException.badJson("content: missing or not an object");
    }
    return new FeedEvent(
        eventId,
        roomId(tree, type, eventId),
        UserId.parse(text(tree, "sender")),
        type,
        tree.has("state_key") ? Optional.of(text(tree, "state_key")) : Optional.empty(),
        timestamp(tree),
        tree,
        json);
  }

  /** The event's content, an object. */
  public ObjectNode content() {
    return (ObjectNode) tree.get("content");
  }

  /** Whether it is the state of this type under an empty key. */
  public boolean isState(String type) {
    return this.type.equals(type) && stateKey.isPresent() && stateKey.get().isEmpty();
  }

  /** From room version 12 the id of a room is that of its create event, which does not name it. */
  private static RoomId roomId(ObjectNode tree, String type, EventId eventId) {
    return type.equals("m.room.create") && !tree.has("room_id")
        ? RoomId.parse("!" + eventId.value().substring(1))
        : RoomId.parse(text(tree, "room_id"));
  }

  private static long timestamp(ObjectNode tree) {
    JsonNode value = tree.path("origin_server_ts");
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw BadEventException.badJson("origin_server_ts: missing or not an integer");
    }
    return value.longValue();
  }

  private static String text(ObjectNode tree, String key) {
    JsonNode value = tree.path(key);
    if (!value.isTextual()) {
      throw BadEventException.badJson(key + ": missing or not a string");
    }
    return value.textValue();
  }
}
