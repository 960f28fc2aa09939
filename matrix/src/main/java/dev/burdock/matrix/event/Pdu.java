package dev.burdock.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks that every received PDU passes before anything else looks at it. */
public final class Pdu {
  /** Largest canonical JSON of a PDU, signatures included, in bytes. */
  public static final int MAX_BYTES = 65_536;

  /** Longest sender, room id, type, state key and event id, in bytes of UTF-8. */
  public static final int MAX_FIELD_BYTES = 255;

  private static final List<String> BOUNDED =
      List.of("sender", "room_id", "type", "state_key", "event_id");

  /** What the content hash says of a PDU. */
  public enum Integrity {
    /** The hash is right. */
    INTACT,
    /** The hash is wrong or missing: only the redacted form may be used. */
    REDACT
  }

  private Pdu() {}

  /**
   * Checks the form, the sizes and the content hash (server-server specification, "Checks performed
   * on receipt of a PDU", and "Size limits").
   *
   * @throws InvalidEventException {@code M_TOO_LARGE} over a limit, {@code M_BAD_JSON} if a member
   *     has the wrong form
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has no canonical form
   */
  public static Integrity checkHashAndSize(ObjectNode event, RoomVersion version) {
    checkForm(event, version);
    byte[] canonical =
        version.strictCanonicalJson()
            ? CanonicalJson.bytes(event)
            : CanonicalJson.lenientBytes(event);
    if (canonical.length > MAX_BYTES) {
      throw InvalidEventException.tooLarge(
          "event: " + canonical.length + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return hashMatches(event, version) ? Integrity.INTACT : Integrity.REDACT;
  }

  /** Whether {@code hashes.sha256} is the content hash. */
  public static boolean hashMatches(ObjectNode event, RoomVersion version) {
    JsonNode claimed = event.path("hashes").path("sha256");
    if (!claimed.isTextual()) {
      return false;
    }
    try {
      byte[] hash = Base64.getDecoder().decode(claimed.textValue());
      return MessageDigest.isEqual(hash, EventHashes.contentHash(event, version));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The servers without whose signature the event does not count: the sender's (except for
   * third-party invites), the event id's in versions 1 and 2, and the authoriser's of a restricted
   * join.
   *
   * @return empty for a third-party invite from version 3 on: no signature of a server proves it,
   *     so who does not check the invite itself must not trust it
   * @throws InvalidEventException if a member has the wrong form
   * @throws dev.burdock.matrix.id.InvalidIdException if an id breaks the grammar
   */
  public static Set<ServerName> requiredSigners(ObjectNode event, RoomVersion version) {
    Set<ServerName> signers = new LinkedHashSet<>();
    JsonNode content = event.path("content");
    boolean member = text(event, "type").equals("m.room.member");
    boolean invite = member && content.path("membership").asText("").equals("invite");
    if (!(invite && content.has("third_party_invite"))) {
      signers.add(sender(event).server());
    }
    if (version.eventIdFormat() == RoomVersion.EventIdFormat.DOMAIN) {
      EventHashes.eventId(event, version).server().ifPresent(signers::add);
    }
    JsonNode authoriser = content.path("join_authorised_via_users_server");
    if (member
        && version.restrictedJoins()
        && content.path("membership").asText("").equals("join")
        && authoriser.isTextual()) {
      signers.add(UserId.parse(authoriser.textValue()).server());
    }
    return signers;
  }

  /**
   * The sender of the event.
   *
   * @throws InvalidEventException if there is none
   * @throws dev.burdock.matrix.id.InvalidIdException if it is no user id
   */
  public static UserId sender(ObjectNode event) {
    return UserId.parse(text(event, "sender"));
  }

  /**
   * The room of the event; of a version 12 create event, which names none, the one that it makes.
   *
   * @throws InvalidEventException if there is none
   * @throws dev.burdock.matrix.id.InvalidIdException if it is no room id
   */
  public static RoomId roomId(ObjectNode event, RoomVersion version) {
    if (version.roomIdIsCreateHash() && isCreate(event) && !event.has("room_id")) {
      return RoomId.parse("!" + EventHashes.eventId(event, version).value().substring(1));
    }
    return RoomId.parse(text(event, "room_id"));
  }

  /**
   * The text of a top-level member.
   *
   * @throws InvalidEventException {@code M_BAD_JSON} if it is missing or no text
   */
  static String text(ObjectNode event, String key) {
    JsonNode value = event.path(key);
    if (!value.isTextual()) {
      throw InvalidEventException.malformed(key + ": missing or not a string");
    }
    return value.textValue();
  }

  private static void checkForm(ObjectNode event, RoomVersion version) {
    text(event, "type");
    sender(event);
    if (!event.path("content").isObject()) {
      throw InvalidEventException.malformed("content: missing or not an object");
    }
    if (!event.path("origin_server_ts").isIntegralNumber()) {
      throw InvalidEventException.malformed("origin_server_ts: missing or not an integer");
    }
    if (!(version.roomIdIsCreateHash() && isCreate(event))) {
      roomId(event, version);
    }
    for (String key : BOUNDED) {
      checkField(event, key);
    }
  }

  private static void checkField(ObjectNode event, String key) {
    if (!event.has(key)) {
      return;
    }
    String value = text(event, key);
    if (value.length() > MAX_FIELD_BYTES
        || value.getBytes(StandardCharsets.UTF_8).length > MAX_FIELD_BYTES) {
      throw InvalidEventException.tooLarge(
          key + ": too long (expected: at most " + MAX_FIELD_BYTES + " bytes)");
    }
  }

  private static boolean isCreate(ObjectNode event) {
    return event.path("type").asText("").equals("m.room.create");
  }
}
