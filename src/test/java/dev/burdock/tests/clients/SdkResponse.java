package dev.burdock.tests.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one sync response gave the SDK, as it came over the wire.
 *
 * @param since token of the request; empty: none
 * @param next token of the response; empty when it was an error
 * @param rooms per room id {@code timeline} and {@code sticky} (event ids) and {@code limited}
 */
public record SdkResponse(int status, String since, String next, JsonNode rooms) {
  static SdkResponse of(JsonNode report) {
    return new SdkResponse(
        report.get("status").intValue(),
        report.path("since").asText(""),
        report.path("next").asText(""),
        report.path("rooms"));
  }

  public List<String> sticky(String roomId) {
    return ids(roomId, "sticky");
  }

  public List<String> timeline(String roomId) {
    return ids(roomId, "timeline");
  }

  private List<String> ids(String roomId, String section) {
    List<String> ids = new ArrayList<>();
    rooms.path(roomId).path(section).forEach(id -> ids.add(id.textValue()));
    return ids;
  }
}
