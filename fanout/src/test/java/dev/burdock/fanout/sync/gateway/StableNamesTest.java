package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The gateway with {@code burdock.sync.names=stable}. */
class StableNamesTest extends GatewayFixture {

  @Override
  String names() {
    return "stable";
  }

  @Test
  @DisplayName("R10 R17 sections and the time left have their stable names, and no other")
  void sectionsAreStable() {
    String id = topology.arrive().eventId();
    homeserver.says(
        "{\"next_batch\":\"s1\",\"rooms\":{\"join\":{\""
            + ROOM
            + "\":{\"msc4354_sticky\":{\"events\":[{}]}}}}}");

    JsonObject room = sync("").getJsonObject("rooms").getJsonObject("join").getJsonObject(ROOM);

    assertThat(room.fieldNames()).containsExactly("sticky");
    assertThat(ids(room.getJsonObject("sticky"))).containsExactly(id);
    JsonObject unsigned =
        room.getJsonObject("sticky")
            .getJsonArray("events")
            .getJsonObject(0)
            .getJsonObject("unsigned");
    assertThat(unsigned.fieldNames())
        .contains("sticky_duration_remaining_ms")
        .doesNotContain("msc4354_sticky_duration_ttl_ms");
  }

  @Test
  @DisplayName("R17 the page outside of sync has stable names too")
  void pagesAreStable() {
    topology.arrive();
    String path = "/_matrix/client/unstable/org.matrix.msc4354/rooms/" + ROOM + "/sticky_events";

    assertThat(get(path).body())
        .contains("\"sticky_duration_remaining_ms\"")
        .doesNotContain("msc4354_sticky_duration_ttl_ms");
  }

  @Test
  @DisplayName("the feature is announced under the one name that it has")
  void versions() {
    homeserver.says("{\"versions\":[\"v1.1\"]}");

    JsonObject body = json(get("/_matrix/client/versions"));

    assertThat(body.getJsonObject("unstable_features").fieldNames())
        .containsExactly("org.matrix.msc4354");
  }
}
