package dev.burdock.ingest.homeserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Optional;

/** Where the signed PDU of an own event comes from. */
@FunctionalInterface
public interface PduSource {
  /**
   * Asks for a PDU.
   *
   * @return as the homeserver gave it, not yet checked; empty when it says that there is none;
   *     fails when asking again may help
   */
  Future<Optional<ObjectNode>> fetch(String eventId);
}
