package dev.burdock.testkit.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.VerifyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a homeserver checks of a transaction: who signed it, its limits, and every PDU of it. */
public final class TransactionCheck {
  private static final int MAX_PDUS = 50;
  private static final int MAX_EDUS = 100;

  private final ServerName sender;
  private final VerifyKey key;
  private final Function<String, RoomVersion> versions;

  /**
   * Checks what {@code sender} sends to anybody.
   *
   * @param versions the version of a room; null for an unknown one
   */
  public TransactionCheck(
      ServerName sender, VerifyKey key, Function<String, RoomVersion> versions) {
    this.sender = sender;
    this.key = key;
    this.versions = versions;
  }

  /** A transaction that was refused as a whole. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /**
   * The ids of its PDUs, in order.
   *
   * @param destination the server that was asked
   * @throws RefusedException when the request as a whole is refused, with the status that answers
   *     it
   */
  List<String> eventIds(String destination, String uri, String authorization, byte[] body)
      throws RefusedException {
    ObjectNode transaction = authenticate(destination, uri, authorization, body);
    limits(transaction);
    List<String> ids = new ArrayList<>();
    for (JsonNode pdu : transaction.path("pdus")) {
      ids.add(checked((ObjectNode) pdu));
    }
    return ids;
  }

  private ObjectNode authenticate(String destination, String uri, String authorization, byte[] body)
      throws RefusedException {
    try {
      ObjectNode transaction = CanonicalJson.parse(body);
      XMatrix header = XMatrix.parse(authorization);
      if (!header.origin().equals(sender) || header.destination().isEmpty()) {
        throw new RefusedException(401, "authorization: wrong origin or no destination");
      }
      header.verify("PUT", uri, ServerName.parse(destination), transaction, key);
      return transaction;
    } catch (MatrixException e) {
      throw new RefusedException(401, e.getMessage());
    }
  }

  private void limits(ObjectNode transaction) throws RefusedException {
    if (!transaction.path("origin").asText().equals(sender.value())
        || !transaction.path("origin_server_ts").isIntegralNumber()) {
      throw new RefusedException(400, "transaction: no origin or origin_server_ts");
    }
    int pdus = transaction.path("pdus").size();
    int edus = transaction.path("edus").size();
    if (pdus > MAX_PDUS || edus > MAX_EDUS) {
      throw new RefusedException(400, "transaction: " + pdus + " PDUs, " + edus + " EDUs");
    }
    // An empty array is legal: it asks whether the server answers.
    if (!transaction.path("pdus").isArray()) {
      throw new RefusedException(400, "transaction: no pdus");
    }
  }

  private String checked(ObjectNode pdu) throws RefusedException {
    RoomVersion version = versions.apply(pdu.path("room_id").asText());
    if (version == null) {
      throw new RefusedException(400, "PDU: unknown room " + pdu.path("room_id"));
    }
    for (String stranger : List.of("event_id", "unsigned")) {
      if (pdu.has(stranger)) {
        throw new RefusedException(400, "PDU: has " + stranger);
      }
    }
    try {
      String id = EventHashes.eventId(pdu, version).value();
      if (Pdu.checkHashAndSize(pdu, version) != Pdu.Integrity.INTACT) {
        throw new RefusedException(400, "PDU " + id + ": wrong content hash");
      }
      if (!Pdu.requiredSigners(pdu, version).equals(java.util.Set.of(sender))) {
        throw new RefusedException(400, "PDU " + id + ": of another server (R24)");
      }
      Signatures.verifyEvent(pdu, version, sender, Map.of(key.keyId(), key));
      return id;
    } catch (MatrixException e) {
      throw new RefusedException(400, "PDU: " + e.getMessage());
    }
  }
}
