package dev.burdock.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.fanout.sync.app.UnwrapService;
import dev.burdock.fanout.sync.config.UnwrapConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that hold tokens of the gateway, after Burdock has left a real homeserver. */
@DisplayName("Leaving Burdock")
public class UnwrapIT {
  private static final String API = "/_matrix/client/v3";
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String EXTENSION = "org.matrix.msc4354.sticky_events";

  private static final Vertx VERTX = Vertx.vertx();
  private static Gateway gateway;
  private static UnwrapService unwrap;
  private static URI left;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
    unwrap =
        UnwrapService.start(
            UnwrapConfig.from(
                Settings.of(
                    Map.of(
                        "burdock.sync.port",
                        "0",
                        "burdock.sync.upstream",
                        gateway.bare().toString()))),
            VERTX,
            new SimpleMeterRegistry());
    left = URI.create("http://127.0.0.1:" + unwrap.port());
  }

  @AfterAll
  static void stop() {
    unwrap.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName(
      "a client goes on from a token of ours, with nothing lost, and has the homeserver's own")
  void goesOn() {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    String ours = alice.sync().nextBatch();
    assertThat(get(alice.through(gateway.bare()), API + "/sync?since=" + ours)).isEqualTo(400);
    String event = alice.sendText(room, "sent while Burdock was leaving");

    // when
    SyncResponse first = alice.through(left).sync(ours, Duration.ofSeconds(10));

    // then
    assertThat(ids(first.body().at("/rooms/join").path(room).at("/timeline/events")))
        .contains(event);
    assertThat(get(alice.through(gateway.bare()), API + "/sync?since=" + first.nextBatch()))
        .isEqualTo(200);
  }

  @Test
  @DisplayName("every request that carries a token of ours gets a good answer")
  void everyToken() {
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    String event = alice.sendText(room, "an event");
    String ours = alice.sync().nextBatch();
    String rooms = API + "/rooms/" + Session.encode(room);
    MatrixClient through = alice.through(left);

    for (String path :
        List.of(
            API + "/sync?timeout=0&since=" + ours,
            "/_matrix/client/r0/sync?timeout=0&since=" + ours,
            rooms + "/messages?dir=b&from=" + ours,
            rooms + "/messages?dir=f&from=" + ours + "&to=" + ours,
            rooms + "/members?at=" + ours,
            rooms.replace("/v3/", "/v1/") + "/relations/" + Session.encode(event) + "?from=" + ours,
            API + "/keys/changes?from=" + ours + "&to=" + ours)) {
      assertThat(get(through, path)).as(path).isEqualTo(200);
      assertThat(get(alice.through(gateway.bare()), path)).as("bare " + path).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("R18 a sliding sync whose extension has a token of ours goes on, with nothing lost")
  void sliding() {
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    alice.sendSticky(room, Raw.TYPE, Map.of("a", 1), Raw.HOUR);
    Raw.Sliding before = Raw.slidingSync(alice, null, null, 100, 0);
    String event = alice.sendSticky(room, Raw.TYPE, Map.of("a", 2), Raw.HOUR);

    Map<String, Object> body =
        Map.of(
            "lists",
            Map.of(
                "all",
                Map.of(
                    "ranges", List.of(List.of(0, 9)),
                    "timeline_limit", 0,
                    "required_state", List.of())),
            "extensions",
            Map.of(EXTENSION, Map.of("enabled", true, "since", before.nextBatch())));
    String path = SLIDING + "?pos=" + Session.encode(before.pos());
    JsonNode after = alice.through(left).raw("POST", path, body).orThrow();

    assertThat(new Raw.Sliding(after).sticky(room)).contains(event);
    assertThat(alice.through(gateway.bare()).raw("POST", path, body).status()).isEqualTo(400);
  }

  private static int get(MatrixClient user, String path) {
    return user.raw("GET", path, null).status();
  }

  private static List<String> ids(JsonNode events) {
    return events.findValuesAsText("event_id");
  }
}
