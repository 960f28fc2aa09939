package dev.burdock.fanout.federation.out;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** The body of a transaction that the homeserver sends. */
final class HomeserverTransaction {
  private static final String PDUS = "pdus";

  private final ObjectNode content;
  private final Set<String> sticky = new HashSet<>();

  private HomeserverTransaction(ObjectNode content) {
    this.content = content;
    content
        .path(PDUS)
        .forEach(
            pdu -> {
              String hash = contentHash(pdu);
              if (isSticky(pdu) && !hash.isEmpty()) {
                sticky.add(hash);
              }
            });
  }

  /** Reads a body; empty when it is none of a transaction. */
  static Optional<HomeserverTransaction> read(byte[] body) {
    try {
      return Optional.of(new HomeserverTransaction(CanonicalJson.parse(body)));
    } catch (MatrixException e) {
      return Optional.empty();
    }
  }

  /** The content hashes of its sticky PDUs. */
  Set<String> sticky() {
    return Set.copyOf(sticky);
  }

  /** The same without some PDUs, canonical JSON; empty when nothing is left to be sent. */
  Optional<byte[]> without(Set<String> contentHashes) {
    ObjectNode rest = content.deepCopy();
    if (rest.path(PDUS) instanceof ArrayNode pdus) {
      for (Iterator<JsonNode> each = pdus.iterator(); each.hasNext(); ) {
        if (contentHashes.contains(contentHash(each.next()))) {
          each.remove();
        }
      }
    }
    return rest.path(PDUS).isEmpty() && rest.path("edus").isEmpty()
        ? Optional.empty()
        : Optional.of(CanonicalJson.lenientBytes(rest));
  }

  private static boolean isSticky(JsonNode pdu) {
    return pdu.has(StickyNames.UNSTABLE.eventKey()) || pdu.has(StickyNames.STABLE.eventKey());
  }

  private static String contentHash(JsonNode pdu) {
    return pdu.path("hashes").path("sha256").asText("");
  }
}
