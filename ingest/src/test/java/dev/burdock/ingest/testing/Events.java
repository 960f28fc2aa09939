package dev.burdock.ingest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Events in client format for tests. */
public final class Events {
  public static final String OURS = "hs1.example";
  public static final String ROOM = "!room:hs1.example";
  public static final String ADA = "@ada:hs1.example";
  public static final long SENT_TS = 1_700_000_000_000L;

  private Events() {}

  /** A message of Ada's. */
  public static ObjectNode message(String eventId) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("event_id", eventId)
        .put("room_id", ROOM)
        .put("sender", ADA)
        .put("type", "m.room.message")
        .put("origin_server_ts", SENT_TS)
        .putObject("content")
        .put("body", "hello");
    return event;
  }

  /** A sticky message of Ada's. */
  public static ObjectNode sticky(String eventId, long durationMs) {
    ObjectNode event = message(eventId);
    event.putObject("msc4354_sticky").put("duration_ms", durationMs);
    return event;
  }

  /** A state event of Ada's. */
  public static ObjectNode state(String eventId, String type, String stateKey) {
    ObjectNode event = message(eventId).put("type", type).put("state_key", stateKey);
    event.putObject("content");
    return event;
  }

  /** A membership, sent by the user. */
  public static ObjectNode member(String eventId, String user, String membership) {
    ObjectNode event = state(eventId, "m.room.member", user).put("sender", user);
    event.putObject("content").put("membership", membership);
    return event;
  }

  /** A transaction of these events. */
  public static String transaction(JsonNode... events) {
    return Arrays.stream(events)
        .map(JsonNode::toString)
        .collect(Collectors.joining(",", "{\"events\":[", "]}"));
  }

  /** The UTF-8 of a text. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
