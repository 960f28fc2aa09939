package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A PDU that is known to be a certain event, without what is not part of it ({@code unsigned}, and
 * {@code event_id} where that is a hash).
 *
 * @param json canonical JSON
 */
public record SignedPdu(EventId eventId, RoomVersion version, ObjectNode tree, RawJson json) {
  /** Every version, the newest first. */
  static final List<RoomVersion> NEWEST_FIRST =
      Arrays.stream(RoomVersion.values()).sorted(Comparator.reverseOrder()).toList();

  /**
   * Checks that a PDU is the event of this id.
   *
   * @param tree the PDU as it came, not modified
   * @param version the room's version; when it is not known, the one whose rules give this id
   * @throws MatrixException when it is another event
   */
  public static SignedPdu of(ObjectNode tree, EventId eventId, Optional<RoomVersion> version) {
    List<RoomVersion> candidates = version.map(List::of).orElse(NEWEST_FIRST);
    return candidates.stream()
        .flatMap(candidate -> tryAs(tree, candidate).stream())
        .filter(pdu -> pdu.eventId.equals(eventId))
        .findFirst()
        .orElseThrow(() -> BadEventException.invalid("pdu: not the event of this event_id"));
  }

  /**
   * Reads a PDU of a room of this version.
   *
   * @param tree the PDU as it came, not modified
   * @throws MatrixException when it is not one
   */
  public static SignedPdu of(ObjectNode tree, RoomVersion version) {
    ObjectNode clean = tree.objectNode();
    clean.setAll(tree);
    clean.remove("unsigned");
    if (version.eventIdFormat() != RoomVersion.EventIdFormat.DOMAIN) {
      clean.remove("event_id");
    }
    byte[] json =
        version.strictCanonicalJson()
            ? CanonicalJson.bytes(clean)
            : CanonicalJson.lenientBytes(clean);
    return new SignedPdu(EventHashes.eventId(clean, version), version, clean, new RawJson(json));
  }

  /**
   * The form that its sender hashed: itself, or without the copy of {@code redacts} that Synapse's
   * admin API adds where clients look for it; empty when neither is (a redacted PDU lost its
   * content).
   */
  public Optional<SignedPdu> asHashed() {
    return isIntact()
        ? Optional.of(this)
        : Optional.of(of(withoutCopiedRedacts(), version)).filter(SignedPdu::isIntact);
  }

  private ObjectNode withoutCopiedRedacts() {
    ObjectNode bare = tree.deepCopy();
    if (version.redactsInContent()) {
      bare.remove("redacts");
    } else if (bare.get("content") instanceof ObjectNode content) {
      content.remove("redacts");
    }
    return bare;
  }

  private boolean isIntact() {
    return Pdu.hashMatches(tree, version);
  }

  /** The PDU if it is one of this version. */
  static Optional<SignedPdu> tryAs(ObjectNode tree, RoomVersion version) {
    try {
      return Optional.of(of(tree, version));
    } catch (MatrixException e) {
      return Optional.empty();
    }
  }
}
