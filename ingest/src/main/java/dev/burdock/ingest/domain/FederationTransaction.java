package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code PUT /_matrix/federation/v1/send/{txnId}}.
 *
 * @param sticky the PDUs that say they are sticky (R01), as they came
 */
public record FederationTransaction(List<ObjectNode> sticky) {
  /** Most PDUs in one transaction. */
  static final int MAX_PDUS = 50;

  /** Most EDUs in one transaction. */
  static final int MAX_EDUS = 100;

  /**
   * Checks the limits and looks for sticky PDUs; what else is wrong is the homeserver's to judge.
   *
   * @throws BadEventException when it breaks a limit or has another form
   */
  public static FederationTransaction of(ObjectNode body) {
    checkSize(body, "edus", MAX_EDUS);
    checkSize(body, "pdus", MAX_PDUS);
    List<ObjectNode> sticky = new ArrayList<>();
    for (JsonNode pdu : body.path("pdus")) {
      if (pdu instanceof ObjectNode object
          && Stickiness.durationMs(object, StickyNames.UNSTABLE).isPresent()) {
        sticky.add(object);
      }
    }
    return new FederationTransaction(sticky);
  }

  private static void checkSize(ObjectNode body, String name, int limit) {
    JsonNode list = body.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      throw BadEventException.badJson(name + ": not an array");
    }
    if (list.size() > limit) {
      throw BadEventException.badJson(
          name + ": " + list.size() + " (expected: at most " + limit + ")");
    }
  }
}
