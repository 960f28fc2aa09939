package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The PDUs of a transaction that the homeserver's answer took: {@code {"pdus": {id: {}}}}. */
public final class AnsweredPdus {
  private final Set<String> taken;

  private AnsweredPdus(Set<String> taken) {
    this.taken = taken;
  }

  /** Reads an answer; one that cannot be read took nothing. */
  public static AnsweredPdus read(byte[] answer) {
    Set<String> taken = new HashSet<>();
    try {
      CanonicalJson.parse(answer)
          .path("pdus")
          .properties()
          .forEach(
              entry -> {
                if (entry.getValue().isObject() && entry.getValue().isEmpty()) {
                  taken.add(entry.getKey());
                }
              });
    } catch (MatrixException e) {
      return new AnsweredPdus(Set.of());
    }
    return new AnsweredPdus(taken);
  }

  /**
   * The PDU under the id that was taken; empty when it was not.
   *
   * @param version of its room; when it is not known, the id tells
   */
  public Optional<SignedPdu> find(ObjectNode pdu, Optional<RoomVersion> version) {
    return version.map(List::of).orElse(SignedPdu.NEWEST_FIRST).stream()
        .flatMap(candidate -> SignedPdu.tryAs(pdu, candidate).stream())
        .filter(signed -> taken.contains(signed.eventId().value()))
        .findFirst();
  }
}
