package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.sync.domain.WrappedToken;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingGatewayTest extends GatewayFixture {
  private static final String SIMPLIFIED =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String V4 = "/_matrix/client/v4/sync";
  private static final String UNSTABLE = "org.matrix.msc4354.sticky_events";
  private static final String LISTS = "\"lists\":{\"a\":{\"ranges\":[[0,1]]}}";

  @ParameterizedTest
  @ValueSource(strings = {SIMPLIFIED, V4})
  @DisplayName("R18 R19 R32 the extension is answered on both paths, and asked of the homeserver")
  void theExtensionIsAnswered(String path) {
    String id = topology.arrive().eventId();
    homeserver.says("{\"pos\":\"1\",\"extensions\":{\"e2ee\":{}},\"rooms\":{}}");

    JsonObject body =
        json(
            post(
                path,
                "{"
                    + LISTS
                    + ",\"extensions\":{\"e2ee\":{},\""
                    + UNSTABLE
                    + "\":{\"enabled\":true}}}"));

    assertThat(ids(room(body, UNSTABLE))).containsExactly(id);
    assertThat(extension(body, UNSTABLE).getString("next_batch")).startsWith("b3");
    assertThat(body.getJsonObject("extensions").containsKey("e2ee")).isTrue();
    JsonObject asked = new JsonObject(homeserver.bodies.get(0)).getJsonObject("extensions");
    assertThat(asked.fieldNames()).containsExactlyInAnyOrder("e2ee", UNSTABLE, "sticky_events");
    assertThat(asked.getJsonObject(UNSTABLE).getBoolean("enabled")).isTrue();
  }

  @Test
  @DisplayName("R18 the stable name is answered with stable names")
  void theStableNameIsAnswered() {
    topology.arrive();
    homeserver.says("{\"pos\":\"1\"}");

    JsonObject body =
        json(post(V4, "{" + LISTS + ",\"extensions\":{\"sticky_events\":{\"enabled\":true}}}"));

    assertThat(room(body, "sticky_events").toString()).contains("sticky_duration_remaining_ms");
  }

  @Test
  @DisplayName("R18 the extension's own token advances, and its limit counts")
  void theTokenOfTheExtensionAdvances() {
    List<String> all = List.of(topology.arrive().eventId(), topology.arrive().eventId());
    homeserver.says("{\"pos\":\"1\"}");

    JsonObject first = json(post(SIMPLIFIED, asking("\"limit\":1")));
    String since = "\"limit\":1,\"since\":\"" + next(first) + "\"";
    JsonObject second = json(post(SIMPLIFIED + "?pos=1&timeout=20000", asking(since)));
    JsonObject third =
        json(post(SIMPLIFIED + "?pos=1", asking("\"since\":\"" + next(second) + "\"")));

    assertThat(ids(room(first, UNSTABLE))).containsExactly(all.get(0));
    assertThat(ids(room(second, UNSTABLE))).containsExactly(all.get(1));
    assertThat(third.containsKey("extensions")).as("nothing new, nothing said").isFalse();
  }

  @Test
  @DisplayName("R18 R12 an event of the timeline is left out, and next_batch is there")
  void theTimelineIsNotRepeated() {
    String shown = topology.arrive().eventId();
    homeserver.says(
        "{\"pos\":\"1\",\"rooms\":{\""
            + ROOM
            + "\":{\"timeline\":[{\"event_id\":\""
            + shown
            + "\"}]}}}");

    JsonObject body = json(post(SIMPLIFIED, asking("\"limit\":10")));

    assertThat(extension(body, UNSTABLE).getJsonObject("rooms").isEmpty()).isTrue();
    assertThat(next(body)).startsWith("b3");
  }

  @Test
  @DisplayName("R18 R12 an event that the timeline told before it came here is not repeated")
  void whatTheTimelineToldFirstIsNotRepeated() {
    homeserver.says("{\"pos\":\"1\"}");
    String since = next(json(post(SIMPLIFIED, asking("\"limit\":10"))));
    homeserver.says(
        "{\"pos\":\"2\",\"rooms\":{\""
            + ROOM
            + "\":{\"timeline\":[{\"event_id\":\""
            + topology.nextId()
            + "\",\"sticky\":{\"duration_ms\":600000}}]}}}");
    String told = next(json(post(SIMPLIFIED + "?pos=1", asking("\"since\":\"" + since + "\""))));
    topology.arrive();
    homeserver.says("{\"pos\":\"3\"}");

    JsonObject body = json(post(SIMPLIFIED + "?pos=2", asking("\"since\":\"" + told + "\"")));

    assertThat(extension(body, UNSTABLE).getJsonObject("rooms").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("R32 what the homeserver's extension alone holds is told, and its token comes back")
  void theHomeserversExtensionIsKept() {
    homeserver.says(
        "{\"pos\":\"1\",\"extensions\":{\""
            + UNSTABLE
            + "\":{\"next_batch\":\"sticky_7\",\"rooms\":{\""
            + ROOM
            + "\":{\"events\":[{\"event_id\":\"$theirs\",\"msc4354_sticky\":{\"duration_ms\":9}}]}}}}}");
    JsonObject first = json(post(SIMPLIFIED, asking("\"limit\":9")));
    homeserver.says("{\"pos\":\"2\"}");

    JsonObject second =
        json(post(SIMPLIFIED + "?pos=1", asking("\"since\":\"" + next(first) + "\"")));

    assertThat(ids(room(first, UNSTABLE))).containsExactly("$theirs");
    assertThat(second.containsKey("extensions")).isFalse();
    assertThat(
            new JsonObject(homeserver.bodies.get(1))
                .getJsonObject("extensions")
                .getJsonObject(UNSTABLE)
                .getString("since"))
        .isEqualTo("sticky_7");
  }

  @Test
  @DisplayName("R15 R14 R30 a room that the homeserver tells as left is owed until it is joined")
  void aRoomThatWasLeftIsOwed() {
    String id = topology.arrive().eventId();
    homeserver.says(membership("1", "join"));
    JsonObject joined = json(post(SIMPLIFIED, asking("\"limit\":10")));
    String late = topology.arrive().eventId();
    homeserver.says(membership("2", "leave"));
    JsonObject left =
        json(post(SIMPLIFIED + "?pos=1", asking("\"since\":\"" + next(joined) + "\"")));
    homeserver.says("{\"pos\":\"3\"}");
    JsonObject quiet =
        json(post(SIMPLIFIED + "?pos=2", asking("\"since\":\"" + next(left) + "\"")));
    homeserver.says(membership("4", "join"));

    JsonObject again =
        json(post(SIMPLIFIED + "?pos=3", asking("\"since\":\"" + next(left) + "\"")));

    assertThat(ids(room(joined, UNSTABLE))).containsExactly(id);
    assertThat(extension(left, UNSTABLE).getJsonObject("rooms").isEmpty()).isTrue();
    assertThat(quiet.containsKey("extensions")).isFalse();
    assertThat(ids(room(again, UNSTABLE))).containsExactly(id, late);
  }

  @Test
  @DisplayName("R15 a room that the user is invited to shows nothing")
  void anInvitationShowsNothing() {
    topology.arrive();
    homeserver.says("{\"pos\":\"1\",\"rooms\":{\"" + ROOM + "\":{\"invite_state\":[]}}}");

    JsonObject body = json(post(SIMPLIFIED, asking("\"limit\":10")));

    assertThat(extension(body, UNSTABLE).getJsonObject("rooms").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("R18 without a list only the rooms that are subscribed to count")
  void subscriptionsCount() {
    topology.arrive();
    homeserver.says("{\"pos\":\"1\"}");
    String extension = "\"extensions\":{\"" + UNSTABLE + "\":{\"enabled\":true}}}";

    JsonObject other = json(post(SIMPLIFIED, "{\"room_subscriptions\":{\"!x\":{}}," + extension));
    JsonObject same =
        json(post(SIMPLIFIED, "{\"room_subscriptions\":{\"" + ROOM + "\":{}}," + extension));

    assertThat(extension(other, UNSTABLE).getJsonObject("rooms").isEmpty()).isTrue();
    assertThat(ids(room(same, UNSTABLE))).hasSize(1);
  }

  @Test
  @DisplayName("R18 an error of the homeserver comes as it was said, to those who ask for more too")
  void errorsPass() {
    topology.arrive();
    String error = "{\"errcode\":\"M_UNKNOWN_POS\", \"error\":\"gone\"}";
    homeserver.rest = request -> request.response().setStatusCode(400).end(error);

    HttpResponse<String> response = post(SIMPLIFIED + "?pos=9", asking("\"limit\":1"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo(error);
  }

  @Test
  @DisplayName("R19 a pos with a part of ours becomes the homeserver's own, in query and body")
  void thePosIsUnwrapped() {
    homeserver.says("{\"pos\":\"2\"}");
    String pos = new WrappedToken("b3AA", "4/s7.1").text();
    String asking = asking("\"limit\":1");

    post(SIMPLIFIED + "?pos=" + pos + "&timeout=70000", asking);
    post(V4, asking.replaceFirst("\\{", "{\"timeout\":70000,\"pos\":\"" + pos + "\","));

    assertThat(homeserver.asked)
        .containsExactly("POST " + SIMPLIFIED + "?pos=4%2Fs7.1&timeout=60000", "POST " + V4);
    assertThat(homeserver.bodies.get(1))
        .startsWith("{\"timeout\":60000,\"pos\":\"4/s7.1\"," + LISTS);
  }

  @Test
  @DisplayName("R18 R31 news makes the homeserver answer, with its own pos")
  void newsEndsTheWait() {
    topology.arrive();
    homeserver.says("{\"pos\":\"1\"}");
    String since = next(json(post(V4, asking("\"limit\":1"))));
    homeserver.waits();
    String body =
        "{\"pos\":\"1\",\"timeout\":15000,"
            + LISTS
            + ",\"extensions\":{\""
            + UNSTABLE
            + "\":{\"enabled\":true,\"since\":\""
            + since
            + "\"}}}";
    var pending =
        client.sendAsync(
            request(V4).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 2);
    homeserver.says("{\"pos\":\"2\",\"extensions\":{\"e2ee\":{}}}");

    String id = topology.arrive().eventId();

    JsonObject answer = json(pending.join());
    assertThat(answer.getString("pos")).isEqualTo("2");
    assertThat(answer.getJsonObject("extensions").containsKey("e2ee")).isTrue();
    assertThat(ids(room(answer, UNSTABLE))).containsExactly(id);
    await().until(() -> homeserver.aborted.get() == 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"lists\":{}, \"extensions\":{\"org.matrix.msc4354.sticky_events\":{\"enabled\":false}}}",
        "{ \"lists\":{} }",
        "no json",
        ""
      })
  @DisplayName("R18 a request that does not enable it passes byte for byte")
  void otherRequestsPass(String body) {
    topology.arrive();
    homeserver.says("{ \"pos\":\"1\" }");

    HttpResponse<String> response = post(SIMPLIFIED, body);

    assertThat(response.body()).isEqualTo("{ \"pos\":\"1\" }");
    assertThat(homeserver.bodies).containsExactly(body);
  }

  private static String membership(String pos, String membership) {
    return "{\"pos\":\""
        + pos
        + "\",\"rooms\":{\""
        + ROOM
        + "\":{\"timeline\":[{\"type\":\"m.room.member\",\"state_key\":\"@alice:example.org\","
        + "\"event_id\":\"$m"
        + pos
        + "\",\"content\":{\"membership\":\""
        + membership
        + "\"}}]}}}";
  }

  private HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  private static String asking(String more) {
    return "{" + LISTS + ",\"extensions\":{\"" + UNSTABLE + "\":{\"enabled\":true," + more + "}}}";
  }

  private static String next(JsonObject body) {
    return extension(body, UNSTABLE).getString("next_batch");
  }

  private static JsonObject room(JsonObject body, String name) {
    return extension(body, name).getJsonObject("rooms").getJsonObject(ROOM);
  }

  private static JsonObject extension(JsonObject body, String name) {
    return body.getJsonObject("extensions").getJsonObject(name);
  }
}
