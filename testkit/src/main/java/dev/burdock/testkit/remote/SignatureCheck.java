package dev.burdock.testkit.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.VerifyKey;
import dev.burdock.testkit.homeserver.EventMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks who signed a transaction, and that each PDU is what its sender hashed and signed. */
public final class SignatureCheck implements TransactionReader {
  private final ServerName sender;
  private final VerifyKey key;

  public SignatureCheck(ServerName sender, VerifyKey key) {
    this.sender = sender;
    this.key = key;
  }

  @Override
  public List<String> eventIds(String destination, String uri, String authorization, byte[] body)
      throws RefusedException {
    try {
      ObjectNode transaction = CanonicalJson.parse(body);
      XMatrix header = XMatrix.parse(authorization);
      header.verify("PUT", uri, ServerName.parse(destination), transaction, key);
      if (!transaction.path("origin").asText().equals(sender.value())) {
        throw new RefusedException("origin: not " + sender);
      }
      List<String> ids = new ArrayList<>();
      for (JsonNode pdu : transaction.path("pdus")) {
        ids.add(checked((ObjectNode) pdu));
      }
      return ids;
    } catch (MatrixException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  private String checked(ObjectNode pdu) throws RefusedException {
    if (Pdu.checkHashAndSize(pdu, EventMaker.VERSION) != Pdu.Integrity.INTACT) {
      throw new RefusedException("PDU: wrong content hash");
    }
    Signatures.verifyEvent(pdu, EventMaker.VERSION, sender, Map.of(key.keyId(), key));
    return EventHashes.eventId(pdu, EventMaker.VERSION).value();
  }
}
