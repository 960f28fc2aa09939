package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.List;

/** The client format of an event of which only the PDU came. */
public final class ClientFormat {
  private static final List<String> SERVERS_ONLY =
      List.of(
          "auth_events",
          "prev_events",
          "prev_state",
          "hashes",
          "signatures",
          "depth",
          "origin",
          "unsigned");

  private ClientFormat() {}

  /** The event as clients see it. */
  public static RawJson of(SignedPdu pdu) {
    ObjectNode event = pdu.tree().objectNode();
    event.setAll(pdu.tree());
    event.remove(SERVERS_ONLY);
    event.put("event_id", pdu.eventId().value());
    event.put("room_id", Pdu.roomId(pdu.tree(), pdu.version()).value());
    if (pdu.version().redactsInContent()) {
      JsonNode redacts = event.path("content").path("redacts");
      event.remove("redacts");
      if (redacts.isTextual() && event.path("type").asText("").equals("m.room.redaction")) {
        event.set("redacts", redacts);
      }
    }
    return new RawJson(CanonicalJson.lenientBytes(event));
  }
}
