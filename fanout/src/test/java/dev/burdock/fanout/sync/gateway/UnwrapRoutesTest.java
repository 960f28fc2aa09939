package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.sync.app.UnwrapService;
import dev.burdock.fanout.sync.config.UnwrapConfig;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.schemas.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway that only unwraps tokens")
class UnwrapRoutesTest {
  private static final String OURS = TokenCodec.encode(SyncToken.beginning(new UUID(4, 3)));
  private static final String CLIENT = "/_matrix/client";
  private static final String SLIDING = CLIENT + "/unstable/org.matrix.simplified_msc3575/sync";

  private final Vertx vertx = Vertx.vertx();
  private final FakeHomeserver homeserver = new FakeHomeserver(vertx);
  private final UnwrapService gateway =
      UnwrapService.start(
          UnwrapConfig.from(
              Settings.of(
                  Map.of(
                      "burdock.sync.port",
                      "0",
                      "burdock.sync.upstream",
                      homeserver.url().toString()))),
          vertx,
          new SimpleMeterRegistry());

  @AfterEach
  void close() {
    gateway.close();
    homeserver.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("gives the homeserver its own tokens, in every query that carries one")
  void queries() {
    homeserver.says("{\"next_batch\":\"s8\"}");

    for (String path :
        new String[] {
          "/v3/sync?timeout=0&since=",
          "/r0/sync?since=",
          "/v3/rooms/!a:b/messages?dir=b&from=",
          "/v3/rooms/!a:b/messages?dir=b&from=t1&to=",
          "/v1/rooms/!a:b/relations/$e?from=",
          "/v1/rooms/!a:b/threads?from=",
          "/v3/rooms/!a:b/members?at=",
          "/v3/keys/changes?to=s9&from=",
          "/unstable/org.matrix.simplified_msc3575/sync?pos="
        }) {
      assertThat(send("GET", CLIENT + path + OURS + ".s7_1", null).body())
          .isEqualTo("{\"next_batch\":\"s8\"}");
      assertThat(homeserver.asked).last().asString().isEqualTo("GET " + CLIENT + path + "s7_1");
    }
  }

  @Test
  @DisplayName("leaves its own part of a sliding sync out, and the homeserver's as it was")
  void slidingBodies() {
    homeserver.says("{\"pos\":\"2\"}");
    String extension = "\"org.matrix.msc4354.sticky_events\":{ \"enabled\":true";

    send(
        "POST",
        SLIDING + "?pos=1",
        "{\"extensions\":{" + extension + ", \"since\":\"" + OURS + "\"}}}");
    send("POST", CLIENT + "/v4/sync", "{\"pos\":\"" + OURS + ".1\",\"lists\": {}}");
    send("POST", SLIDING, "{\"extensions\":{" + extension + ",\"since\":\"sticky_4\"}}}");
    send("POST", SLIDING, "{broken");
    String ours = "\"since\":\"" + OURS + ".sticky_5\"}}}";
    send("POST", SLIDING, "{\"extensions\":{" + extension + "," + ours);

    assertThat(homeserver.bodies.get(0)).doesNotContain("since").contains("\"enabled\":true");
    await().until(() -> homeserver.bodies.size() == 5);
    assertThat(homeserver.bodies.subList(1, 5))
        .containsExactly(
            "{\"pos\":\"1\",\"lists\": {}}",
            "{\"extensions\":{" + extension + ",\"since\":\"sticky_4\"}}}",
            "{broken",
            "{\"extensions\":{" + extension + ",\"since\":\"sticky_5\"}}}");
  }

  @Test
  @DisplayName("changes no answer: what the homeserver can is what its /versions says")
  void versions() {
    homeserver.says("{\"versions\":[\"v1.15\"]}");

    assertThat(send("GET", CLIENT + "/versions", null).body())
        .isEqualTo("{\"versions\":[\"v1.15\"]}");
  }

  private HttpResponse<String> send(String method, String path, String body) {
    URI uri = URI.create("http://127.0.0.1:" + gateway.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString()).join();
  }
}
