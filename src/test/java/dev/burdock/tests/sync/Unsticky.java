package dev.burdock.tests.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** JSON of a homeserver without what a gateway may change, and without what time changes. */
final class Unsticky {
  private static final List<String> OURS =
      List.of(
          "next_batch",
          "msc4354_sticky",
          "sticky_events_limited",
          "org.matrix.msc4354",
          "msc4354_sticky_duration_ttl_ms",
          "age",
          "presence");

  private Unsticky() {}

  /** A copy of it. */
  static JsonNode of(JsonNode json) {
    JsonNode copy = json.deepCopy();
    copy.findParents("age").forEach(Unsticky::strip);
    OURS.forEach(name -> copy.findParents(name).forEach(Unsticky::strip));
    return copy;
  }

  private static void strip(JsonNode object) {
    ((ObjectNode) object).remove(OURS);
  }
}
