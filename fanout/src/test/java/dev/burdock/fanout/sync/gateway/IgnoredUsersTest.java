package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.Samples.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R16 A list of ignored users that changes where this process does not see it")
class IgnoredUsersTest extends GatewayFixture {
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String EXTENSION = "org.matrix.msc4354.sticky_events";
  private static final String NOBODY = "{\"ignored_users\":{}}";
  private static final String IGNORING_BOB = "{\"ignored_users\":{\"" + BOB + "\":{}}}";

  @Test
  @DisplayName("holds in the very next answer of a sliding sync without account data")
  void sliding() {
    homeserver.says("{\"pos\":\"1\"}");
    String before = topology.arrive().eventId();
    JsonObject first = slide("");

    homeserver.ignored = IGNORING_BOB;
    topology.arrive();
    JsonObject whileIgnored = slide(next(first));
    homeserver.ignored = NOBODY;
    String after = topology.arrive().eventId();
    JsonObject last = slide(next(whileIgnored));

    assertThat(slidingIds(first)).containsExactly(before);
    assertThat(slidingIds(whileIgnored)).isEmpty();
    assertThat(slidingIds(last)).containsExactly(after);
  }

  @Test
  @DisplayName("holds in the very next answer of a classic sync")
  void classic() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    topology.arrive();
    String since = sync("").getString("next_batch");

    homeserver.ignored = IGNORING_BOB;
    topology.arrive();

    assertThat(stickyIds(sync("since=" + since))).isEmpty();
  }

  @Test
  @DisplayName("is not asked for where there is nothing to tell, nor where the answer tells it")
  void questions() {
    homeserver.ignored = IGNORING_BOB;
    homeserver.says(
        "{\"next_batch\":\"s1\",\"account_data\":{\"events\":[{\"type\":\"m.ignored_user_list\","
            + "\"content\":"
            + NOBODY
            + "}]}}");
    String told = topology.arrive().eventId();
    JsonObject body = sync("");
    homeserver.says("{\"next_batch\":\"s2\"}");

    JsonObject quiet = sync("since=" + body.getString("next_batch"));

    assertThat(stickyIds(body)).containsExactly(told);
    assertThat(stickyIds(quiet)).isEmpty();
    assertThat(homeserver.lists).hasValue(0);
  }

  @Test
  @DisplayName("costs a user who ignores somebody no question either while nothing is hidden")
  void idle() {
    homeserver.ignored = IGNORING_BOB;
    homeserver.says("{\"next_batch\":\"s1\"}");
    topology.arrive();
    String since = sync("").getString("next_batch");

    sync("since=" + since);
    sync("since=" + since);

    assertThat(homeserver.lists).hasValue(1);
  }

  @Test
  @DisplayName("is taken as it was told lately where the homeserver does not say")
  void unasked() {
    homeserver.ignored = IGNORING_BOB;
    homeserver.says("{\"next_batch\":\"s1\"}");
    topology.arrive();
    JsonObject first = sync("");
    homeserver.ignoredStatus = 500;
    topology.arrive();

    JsonObject second = sync("since=" + first.getString("next_batch"));

    assertThat(stickyIds(second)).isEmpty();
    assertThat(second.getString("next_batch")).isNotEqualTo(first.getString("next_batch"));
  }

  private JsonObject slide(String since) {
    String from = since.isEmpty() ? "" : ",\"since\":\"" + since + "\"";
    return json(
        send(
            request(SLIDING)
                .POST(
                    BodyPublishers.ofString(
                        "{\"lists\":{\"a\":{\"ranges\":[[0,1]]}},\"extensions\":{\""
                            + EXTENSION
                            + "\":{\"enabled\":true"
                            + from
                            + "}}}"))
                .build()));
  }

  private static JsonObject extension(JsonObject body) {
    return body.getJsonObject("extensions", new JsonObject())
        .getJsonObject(EXTENSION, new JsonObject());
  }

  private static String next(JsonObject body) {
    return extension(body).getString("next_batch");
  }

  private static List<String> slidingIds(JsonObject body) {
    return extension(body).getJsonObject("rooms", new JsonObject()).stream()
        .flatMap(room -> ids((JsonObject) room.getValue()).stream())
        .toList();
  }
}
