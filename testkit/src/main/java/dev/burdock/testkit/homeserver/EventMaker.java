package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the events of a simulated homeserver, as elements of the native feed. */
public final class EventMaker {
  public static final RoomVersion VERSION = RoomVersion.V11;

  private final Identity homeserver;
  private final AtomicLong depth = new AtomicLong();

  EventMaker(Identity homeserver) {
    this.homeserver = homeserver;
  }

  /** An event with its element of a batch. */
  record Made(String eventId, ObjectNode element) {}

  /** State: {@code m.room.create}, memberships. Of our own users or others'. */
  Made state(
      String room, String sender, String type, String stateKey, ObjectNode content, long ts) {
    ObjectNode event = event(room, sender, type, content, ts).put("state_key", stateKey);
    return SimulatedRoom.server(sender).equals(homeserver.name().value())
        ? signed(event)
        : foreign(event);
  }

  Made sticky(String room, String sender, long durationMs, ObjectNode content, long ts) {
    ObjectNode event = event(room, sender, "org.example.sticky", content, ts);
    event.putObject(StickyNames.UNSTABLE.eventKey()).put(StickyNames.DURATION_MS, durationMs);
    return signed(event);
  }

  Made redaction(String room, String sender, String eventId, long ts) {
    ObjectNode content = JsonNodeFactory.instance.objectNode().put("redacts", eventId);
    return signed(event(room, sender, "m.room.redaction", content, ts));
  }

  private ObjectNode event(String room, String sender, String type, ObjectNode content, long ts) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("room_id", room).put("sender", sender).put("type", type);
    event.put("origin_server_ts", ts).put("depth", depth.incrementAndGet());
    event.set("content", content);
    event.putArray("auth_events");
    event.putArray("prev_events");
    return event;
  }

  private Made signed(ObjectNode event) {
    ObjectNode pdu = Signatures.signEvent(event, VERSION, homeserver.name(), homeserver.key());
    ObjectNode element = JsonNodeFactory.instance.objectNode();
    element.put("room_version", VERSION.id()).set("pdu", pdu);
    return new Made(EventHashes.eventId(pdu, VERSION).value(), element);
  }

  /** Of another server: without its PDU, which is nobody's business here. */
  private static Made foreign(ObjectNode event) {
    String eventId = EventHashes.eventId(event, VERSION).value();
    event.remove(java.util.List.of("depth", "auth_events", "prev_events"));
    ObjectNode element = JsonNodeFactory.instance.objectNode();
    element.set("event", event.put("event_id", eventId));
    return new Made(eventId, element);
  }
}
