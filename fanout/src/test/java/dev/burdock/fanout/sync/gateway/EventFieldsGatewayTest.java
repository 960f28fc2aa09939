package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.domain.StickyItem;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R12 A filter that names fields of events")
class EventFieldsGatewayTest extends GatewayFixture {
  private static final String FILTER = "{\"event_fields\":[\"type\"],\"room\":{\"x\":1}}";

  @Test
  @DisplayName("leaves no event twice in one answer, and no other field in timeline or section")
  void inline() {
    StickyItem shown = topology.arrive();
    topology.arrive();
    saysTimeline(shown.eventId());

    JsonObject body = sync("filter=" + encoded(FILTER));

    assertThat(events(body, "timeline")).containsExactly("{\"type\":\"m.test\"}");
    assertThat(events(body, "msc4354_sticky")).containsExactly("{\"type\":\"m.test\"}");
    assertThat(homeserver.asked)
        .singleElement()
        .asString()
        .endsWith("filter=" + encoded("{\"room\":{\"x\":1}}"));
  }

  @Test
  @DisplayName("is asked of the homeserver once when it is named by its id")
  void named() {
    StickyItem shown = topology.arrive();
    homeserver.rest =
        request -> {
          if (request.path().endsWith("/filter/7")) {
            request.response().end(FILTER);
          } else {
            request.response().end(timeline(shown.eventId()));
          }
        };

    for (int sync = 0; sync < 3; sync++) {
      JsonObject body = sync("filter=7");
      assertThat(events(body, "timeline")).containsExactly("{\"type\":\"m.test\"}");
      assertThat(stickyIds(body)).isEmpty();
    }

    assertThat(homeserver.asked).filteredOn(asked -> asked.contains("/filter/7")).hasSize(1);
  }

  @Test
  @DisplayName("that is not to be had, or names none, goes to the homeserver as it came")
  void others() {
    homeserver.rest =
        request -> {
          if (request.path().contains("/filter/")) {
            request.response().setStatusCode(404).end("{}");
          } else {
            request.response().end("{\"next_batch\":\"s1\"}");
          }
        };

    sync("filter=9");
    sync("filter=" + encoded("{\"room\":{}}"));

    assertThat(homeserver.asked)
        .filteredOn(asked -> asked.contains("/sync"))
        .containsExactly(
            "GET " + SYNC + "?filter=9", "GET " + SYNC + "?filter=" + encoded("{\"room\":{}}"));
  }

  private void saysTimeline(String id) {
    homeserver.says(timeline(id));
  }

  private static String timeline(String id) {
    return "{\"next_batch\":\"s1\",\"rooms\":{\"join\":{\""
        + ROOM
        + "\":{\"timeline\":{\"events\":[{\"event_id\":\""
        + id
        + "\",\"type\":\"m.test\",\"sender\":\"@bob:example.org\",\"origin_server_ts\":1,"
        + "\"content\":{},\"msc4354_sticky\":{\"duration_ms\":600000}}]}}}}}";
  }

  private static List<String> events(JsonObject body, String list) {
    return body
        .getJsonObject("rooms")
        .getJsonObject("join")
        .getJsonObject(ROOM)
        .getJsonObject(list)
        .getJsonArray("events")
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
