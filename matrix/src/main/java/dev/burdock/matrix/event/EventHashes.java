package dev.burdock.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Base64;
import java.util.Map;

/**
 * The two hashes of an event (server-server specification, "Signing Events") and the id that
 * follows from one.
 */
public final class EventHashes {
  private static final Base64.Encoder STANDARD = Base64.getEncoder().withoutPadding();
  private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

  private EventHashes() {}

  /**
   * The content hash under strict canonical JSON: of everything but {@code unsigned}, {@code
   * signatures} and {@code hashes}.
   *
   * @return 32 bytes
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has numbers that canonical
   *     JSON forbids
   */
  public static byte[] contentHash(ObjectNode event) {
    return contentHash(event, RoomVersion.V6);
  }

  /**
   * The content hash under the rules of the room version.
   *
   * @return 32 bytes
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has no canonical form
   */
  public static byte[] contentHash(ObjectNode event, RoomVersion version) {
    ObjectNode hashed = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      switch (member.getKey()) {
        case "unsigned", "signatures", "hashes" -> {}
        default -> hashed.set(member.getKey(), member.getValue());
      }
    }
    return CanonicalJson.sha256(hashed, version.strictCanonicalJson());
  }

  /**
   * The reference hash: of the redacted event without {@code signatures}.
   *
   * @return 32 bytes
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has no canonical form
   */
  public static byte[] referenceHash(ObjectNode event, RoomVersion version) {
    ObjectNode redacted = Redaction.redact(event, version);
    redacted.remove("signatures");
    return CanonicalJson.sha256(redacted, version.strictCanonicalJson());
  }

  /**
   * The id of a PDU: its {@code event_id} member in versions 1 and 2, its reference hash since.
   *
   * @throws InvalidEventException {@code M_BAD_JSON} if a version 1 or 2 event has no text {@code
   *     event_id}
   * @throws dev.burdock.matrix.id.InvalidIdException if that text is no event id
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has no canonical form
   */
  public static EventId eventId(ObjectNode event, RoomVersion version) {
    return switch (version.eventIdFormat()) {
      case DOMAIN -> EventId.parse(Pdu.text(event, "event_id"));
      case BASE64 -> new EventId("$" + STANDARD.encodeToString(referenceHash(event, version)));
      case URL_SAFE_BASE64 ->
          new EventId("$" + URL_SAFE.encodeToString(referenceHash(event, version)));
    };
  }
}
