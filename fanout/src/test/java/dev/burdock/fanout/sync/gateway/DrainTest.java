package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway that ends")
class DrainTest extends GatewayFixture {
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String ANSWER =
      "{\"next_batch\":\"s2\",\"device_one_time_keys_count\":{\"signed_curve25519\":50}}";

  @Test
  @DisplayName("R31 answers who waits with the homeserver's answer, our part in it")
  void whoWaits() {
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    homeserver.waits();
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(
            request(SYNC + "?timeout=30000&since=" + since).build(), BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 2);
    homeserver.says(ANSWER);

    places.drain().begin();

    JsonObject body = json(waiting.join());
    assertThat(body.getJsonObject("device_one_time_keys_count").getInteger("signed_curve25519"))
        .isEqualTo(50);
    assertThat(body.getString("next_batch")).startsWith("b").endsWith(".s2");
    assertThat(homeserver.asked.get(2)).contains("since=s1").doesNotContain("timeout=30000");
    assertThat(waiting.join().headers().firstValue("Connection")).contains("close");
    await().until(() -> places.taken() == 0);
    await().untilAsserted(() -> assertThat(homeserver.aborted).hasValue(1));
  }

  @Test
  @DisplayName("R31 R18 the same in sliding sync")
  void whoWaitsInSlidingSync() {
    homeserver.waits();
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(
            request(SLIDING + "?pos=1&timeout=30000")
                .POST(
                    BodyPublishers.ofString(
                        "{\"lists\":{\"a\":{\"ranges\":[[0,1]]}},\"extensions\":{"
                            + "\"org.matrix.msc4354.sticky_events\":{\"enabled\":true}}}"))
                .build(),
            BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 1);
    homeserver.says("{\"pos\":\"2\",\"extensions\":{\"e2ee\":{}}}");

    places.drain().begin();

    JsonObject body = json(waiting.join());
    assertThat(body.getString("pos")).isEqualTo("2");
    assertThat(body.getJsonObject("extensions").fieldNames())
        .contains("e2ee", "org.matrix.msc4354.sticky_events");
  }

  @Test
  @DisplayName("lets who comes now wait for nothing, and come back to another one")
  void whoComesNow() {
    topology.arrive();
    homeserver.says(ANSWER);
    String since = sync("").getString("next_batch");
    homeserver.asked.clear();
    places.drain().begin();

    HttpResponse<String> response = get(SYNC + "?timeout=30000&since=" + since);

    assertThat(json(response).getString("next_batch")).endsWith(".s2");
    assertThat(response.headers().firstValue("Connection")).contains("close");
    assertThat(homeserver.asked).singleElement().asString().doesNotContain("timeout=30000");
  }

  @Test
  @DisplayName("R10 gives what is new on the way")
  void news() {
    homeserver.says(ANSWER);
    String since = sync("").getString("next_batch");
    places.drain().begin();
    String id = topology.arrive().eventId();
    homeserver.says(ANSWER.replaceFirst("\\{", "{\"rooms\":{\"join\":{\"" + ROOM + "\":{}}},"));

    assertThat(stickyIds(sync("timeout=30000&since=" + since))).containsExactly(id);
  }
}
