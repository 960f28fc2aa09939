package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassThroughTest extends GatewayFixture {

  @Test
  @DisplayName("what the gateway does not know passes byte for byte")
  void otherRequestsPass() {
    homeserver.rest =
        request ->
            request
                .response()
                .setStatusCode(418)
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("X-Own", "1")
                .end("{ \"odd\":  1.0 }");
    String path = "/_matrix/client/v3/rooms/%21a%3Ab/send/m.room.message/1?x=a%2Bb&y";

    HttpResponse<String> response =
        send(request(path).PUT(BodyPublishers.ofString("{ \"body\": 1 }")).build());

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body()).isEqualTo("{ \"odd\":  1.0 }");
    assertThat(response.headers().firstValue("X-Own")).contains("1");
    assertThat(homeserver.asked).containsExactly("PUT " + path);
    assertThat(homeserver.bodies).containsExactly("{ \"body\": 1 }");
  }

  @Test
  @DisplayName("tokens of ours become the homeserver's own wherever they come back")
  void tokensAreUnwrapped() {
    homeserver.says("{\"next_batch\":\"s9_8\"}");
    String token = sync("").getString("next_batch");
    homeserver.asked.clear();

    get("/_matrix/client/v3/rooms/!a:b/messages?dir=b&from=" + token + "&to=t1-2");
    get("/_matrix/client/r0/rooms/!a:b/messages?from=" + token);
    get("/_matrix/client/v1/rooms/!a:b/relations/$e?from=" + token);
    get("/_matrix/client/unstable/rooms/!a:b/relations/$e/m.x?to=" + token);
    get("/_matrix/client/v3/keys/changes?from=" + token + "&to=" + token);

    assertThat(homeserver.asked)
        .containsExactly(
            "GET /_matrix/client/v3/rooms/!a:b/messages?dir=b&from=s9_8&to=t1-2",
            "GET /_matrix/client/r0/rooms/!a:b/messages?from=s9_8",
            "GET /_matrix/client/v1/rooms/!a:b/relations/$e?from=s9_8",
            "GET /_matrix/client/unstable/rooms/!a:b/relations/$e/m.x?to=s9_8",
            "GET /_matrix/client/v3/keys/changes?from=s9_8&to=s9_8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.matrix.msc4354.sticky_duration_ms", "sticky_duration_ms"})
  @DisplayName("R05 a send is sticky under either name, whichever the homeserver knows")
  void bothNamesOfAStickySend(String name) {
    homeserver.says("{\"event_id\":\"$e\"}");
    String path = "/_matrix/client/v3/rooms/%21a%3Ab/send/m.x/1?a=%20&" + name + "=60000";

    send(request(path).PUT(BodyPublishers.ofString("{}")).build());

    String other =
        name.equals("sticky_duration_ms")
            ? "org.matrix.msc4354.sticky_duration_ms"
            : "sticky_duration_ms";
    assertThat(homeserver.asked).containsExactly("PUT " + path + "&" + other + "=60000");
  }

  @Test
  @DisplayName("a send that has both names, or no request to send, stays as it is")
  void nothingElseGetsASecondName() {
    homeserver.says("{}");
    String both =
        "/_matrix/client/v3/rooms/!a/send/m.x/1?sticky_duration_ms=1"
            + "&org.matrix.msc4354.sticky_duration_ms=2";
    String state = "/_matrix/client/v3/rooms/!a/state/m.x/?sticky_duration_ms=1";

    send(request(both).PUT(BodyPublishers.ofString("{}")).build());
    send(request(state).PUT(BodyPublishers.ofString("{}")).build());

    assertThat(homeserver.asked).containsExactly("PUT " + both, "PUT " + state);
  }

  @Test
  @DisplayName("a request that a client gives up is given up at the homeserver")
  void abortsPass() {
    homeserver.waits();
    CompletableFuture<HttpResponse<String>> pending =
        HttpClient.newHttpClient()
            .sendAsync(
                request("/_matrix/client/v3/rooms/!a/messages").build(), BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 1);

    pending.cancel(true);

    await().until(() -> homeserver.aborted.get() == 1);
  }

  @Test
  @DisplayName("versions carries the flag beside the homeserver's own")
  void versionsCarriesTheFlag() {
    homeserver.says("{\"versions\":[\"v1.1\"],\"unstable_features\":{\"other\":false}}");

    JsonObject body = json(get("/_matrix/client/versions"));

    JsonObject features = body.getJsonObject("unstable_features");
    assertThat(features.getBoolean("org.matrix.msc4354")).isTrue();
    assertThat(features.getBoolean("other")).isFalse();
    assertThat(body.getJsonArray("versions")).containsExactly("v1.1");
  }

  @Test
  @DisplayName("nothing but what clients need passes")
  void otherPathsDoNotPass() {
    assertThat(get("/_synapse/admin/v1/users").statusCode()).isEqualTo(404);
    assertThat(get("/_matrix/federation/v1/version").statusCode()).isEqualTo(404);
    assertThat(get("/internal/v1/users/a/rooms").statusCode()).isEqualTo(404);
    assertThat(homeserver.asked).isEmpty();
  }
}
