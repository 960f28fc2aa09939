package dev.burdock.ingest.http;

import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.ingest.testing.FeedServer;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.event.UserErased;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NativeFeedTest {
  private final FeedServer server =
      new FeedServer(true, 10, (room, users) -> Future.failedFuture("nobody"));

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void each_element_gets_its_own_answer_in_order() throws Exception {
    var response =
        server
            .batch(
                "{\"server_name\":\""
                    + OURS
                    + "\",\"events\":[{\"event\":"
                    + sticky("$one", 1)
                    + "},{\"event\":{}},{\"event\":"
                    + sticky("$two", 1)
                    + "}]}")
            .join();

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode events = new ObjectMapper().readTree(response.body()).path("events");
    assertThat(events.path(0).path("event_id").asText()).isEqualTo("$one");
    assertThat(events.path(1).path("errcode").asText()).isEqualTo("M_BAD_JSON");
    assertThat(events.path(1).path("index").asInt()).isEqualTo(1);
    assertThat(events.path(2).path("event_id").asText()).isEqualTo("$two");
    assertThat(server.roomEvents()).hasSize(2);
    assertThat(server.records("test.dead-letter")).hasSize(1);
  }

  @Test
  void a_pdu_is_recorded_with_its_event() {
    String body =
        "{\"server_name\":\""
            + OURS
            + "\",\"events\":[{\"room_version\":\"11\",\"pdu\":"
            + Pdus.sticky(RoomVersion.V11)
            + "}]}";

    var response = server.batch(body).join();

    assertThat(response.statusCode()).isEqualTo(200);
    RoomEvent recorded = server.roomEvents().get(0);
    assertThat(recorded.getFeed()).isEqualTo(Feed.NATIVE);
    assertThat(((StickyEvent) recorded.getBody()).getPdu()).isNotNull();
  }

  @Test
  @DisplayName("R27 an erased user is told to every room that the homeserver names")
  void erased_users() {
    String erased =
        "{\"erased\":{\"user_id\":\"@ada:hs1.example\",\"room_ids\":[\"!a:x\",\"!b:x\"]}}";
    String body =
        "{\"server_name\":\"%s\",\"events\":[%s,{\"erased\":{}},{\"erased\":7}]}"
            .formatted(OURS, erased);

    var response = server.batch(body).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("@ada:hs1.example").contains("M_BAD_JSON");
    assertThat(server.roomEvents())
        .extracting(RoomEvent::getRoomId)
        .containsExactly("!a:x", "!b:x");
    assertThat(server.roomEvents())
        .allMatch(
            event ->
                event.getBody() instanceof UserErased user
                    && user.getUserId().equals("@ada:hs1.example"));
  }

  @Test
  @DisplayName("R32 what sync met in a section is recorded, and is no word about the room's state")
  void what_sync_met() {
    String member =
        "{\"event_id\":\"$m\",\"room_id\":\"!a:x\",\"sender\":\"@ada:hs1.example\","
            + "\"type\":\"m.room.member\",\"state_key\":\"@ada:hs1.example\","
            + "\"origin_server_ts\":1,\"content\":{\"membership\":\"leave\"},"
            + "\"msc4354_sticky\":{\"duration_ms\":60000}}";

    var response =
        server
            .section("{\"events\":[{\"event\":" + member + ",\"received_ts\":1700000000000}]}")
            .join();

    assertThat(response.statusCode()).isEqualTo(200);
    RoomEvent recorded = server.roomEvents().get(0);
    assertThat(server.roomEvents()).hasSize(1);
    assertThat(recorded.getFeed()).isEqualTo(Feed.BURDOCK);
    assertThat(recorded.getBody()).isInstanceOf(StickyEvent.class);
    assertThat(recorded.getReceivedTs()).isEqualTo(1_700_000_000_000L);
  }

  @Test
  @DisplayName("R32 the internal secret alone hands over")
  void what_strangers_say_they_met() {
    var response =
        server
            .send(
                server
                    .request("/_burdock/v1/section")
                    .header("Authorization", "Bearer " + FeedServer.NATIVE_TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"events\":[]}")))
            .join();

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void the_feed_has_a_token_of_its_own() {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{}");
    String path = "/_burdock/v1/events";

    var missing = server.send(server.request(path).POST(body)).join();
    var wrong =
        server
            .send(
                server
                    .request(path)
                    .header("Authorization", "Bearer " + FeedServer.HS_TOKEN)
                    .POST(body))
            .join();

    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(403);
  }

  @Test
  void a_batch_for_another_server_or_without_events_is_a_400() {
    var other = server.batch("{\"server_name\":\"hs2.example\",\"events\":[]}").join();
    var empty = server.batch("{\"server_name\":\"" + OURS + "\"}").join();

    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("M_INVALID_PARAM");
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("M_BAD_JSON");
  }
}
