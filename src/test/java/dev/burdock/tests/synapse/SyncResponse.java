package dev.burdock.tests.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The body of a {@code GET /sync} and the parts of it that tests ask for. */
public record SyncResponse(JsonNode body) {
  public String nextBatch() {
    return body.get("next_batch").textValue();
  }

  /** Events of a joined room's sticky section, in order; empty when there is none. */
  public List<JsonNode> sticky(String roomId) {
    return events(room(roomId).path("msc4354_sticky"));
  }

  /** Events of a joined room's timeline, in order; empty when the room is absent. */
  public List<JsonNode> timeline(String roomId) {
    return events(room(roomId).path("timeline"));
  }

  private JsonNode room(String roomId) {
    return body.path("rooms").path("join").path(roomId);
  }

  private static List<JsonNode> events(JsonNode section) {
    List<JsonNode> events = new ArrayList<>();
    section.path("events").forEach(events::add);
    return events;
  }
}
