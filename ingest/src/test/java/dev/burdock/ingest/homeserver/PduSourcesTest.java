package dev.burdock.ingest.homeserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.testing.Events;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PduSourcesTest {
  private static final ServerName OURS = ServerName.parse(Events.OURS);
  private static final String EVENT = "/_matrix/federation/v1/event/%24one%3Ahs1.example";
  private static final String FETCH = "/_synapse/admin/v1/fetch_event/%24one%3Ahs1.example";

  private final Vertx vertx = Vertx.vertx();
  private final FakeHomeserver homeserver = new FakeHomeserver(vertx);
  private final HomeserverClient client =
      new HomeserverClient(vertx, Duration.ofSeconds(5), 1 << 20);
  private final PduSource federation =
      new FederationEventPduSource(client, homeserver.base(), OURS, Pdus.KEY);
  private final PduSource admin =
      new SynapseAdminPduSource(client, homeserver.base(), new Token("admin-secret"));

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void the_federation_api_is_asked_under_our_own_signature() {
    homeserver.on(EVENT, 200, "{\"pdus\":[{\"type\":\"m.x\"}]}");

    assertThat(fetch(federation).orElseThrow().path("type").asText()).isEqualTo("m.x");

    String authorization = homeserver.asked.get(0).substring(EVENT.length() + 1);
    XMatrix header = XMatrix.parse(authorization);
    assertThat(header.origin()).isEqualTo(OURS);
    header.verify("GET", EVENT, OURS, Pdus.KEY.verifyKey());
  }

  @Test
  void the_admin_api_is_asked_with_its_token() {
    homeserver.on(FETCH, 200, "{\"event\":{\"type\":\"m.x\"}}");

    assertThat(fetch(admin).orElseThrow().path("type").asText()).isEqualTo("m.x");
    assertThat(homeserver.asked).containsExactly(FETCH + " Bearer admin-secret");
  }

  @Test
  void an_absent_event_is_absent() {
    assertThat(fetch(federation)).isEmpty();
    assertThat(fetch(admin)).isEmpty();
    homeserver.on(EVENT, 200, "{\"pdus\":[]}").on(FETCH, 200, "{}");
    assertThat(fetch(federation)).isEmpty();
    assertThat(fetch(admin)).isEmpty();
  }

  @Test
  void any_other_answer_is_worth_another_try() {
    homeserver.on(EVENT, 502, "bad gateway").on(FETCH, 429, "{}");
    PduSource nowhere =
        new FederationEventPduSource(client, URI.create("http://127.0.0.1:1"), OURS, Pdus.KEY);

    assertThatThrownBy(() -> fetch(federation)).hasRootCauseInstanceOf(HomeserverException.class);
    assertThatThrownBy(() -> fetch(admin)).hasRootCauseInstanceOf(HomeserverException.class);
    assertThatThrownBy(() -> fetch(nowhere)).isNotNull();
  }

  @Test
  void a_room_whose_state_the_homeserver_does_not_know_yet_is_worth_another_try() {
    homeserver.on(EVENT, 403, "{\"errcode\":\"ORG.MATRIX.MSC3895_UNABLE_DUE_TO_PARTIAL_STATE\"}");

    assertThatThrownBy(() -> fetch(federation)).hasRootCauseInstanceOf(HomeserverException.class);
  }

  @Test
  void an_event_of_a_room_that_the_homeserver_has_left_is_absent() {
    homeserver.on(EVENT, 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Host not in room.\"}");

    assertThat(fetch(federation)).isEmpty();
  }

  private static Optional<ObjectNode> fetch(PduSource source) {
    return source.fetch("$one:hs1.example").toCompletionStage().toCompletableFuture().join();
  }
}
