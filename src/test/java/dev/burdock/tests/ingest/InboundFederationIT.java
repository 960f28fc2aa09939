package dev.burdock.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.alive.OriginAlive;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.Broker;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** hs2 sends to hs1 through ingest, its keys being fetched from it over TLS. */
@DisplayName("Inbound federation before a real homeserver")
public class InboundFederationIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static SynapseServer hs1;
  private static SynapseServer hs2;
  private static MatrixClient alice;
  private static MatrixClient bob;
  private static IngestBench bench;

  @BeforeAll
  static void startServers() throws Exception {
    TestCa ca = Homeservers.authority();
    hs2 =
        SynapseServer.launch(
            SynapseOptions.on("127.4.0.2").withoutSending(), folder.resolve("hs2"), ca);
    hs1 = Homeservers.remote();
    alice = Homeservers.userOf(hs1);
    bob = hs2.awaitUp().register("bob");
    bench =
        new IngestBench(
            Broker.withTopics(IngestBench.PARTITIONS),
            hs1.name(),
            Path.of("unused"),
            Map.of(
                "burdock.ingest.port", "0",
                "burdock.ingest.pdu-source", "none",
                "burdock.ingest.homeserver.url", hs1.clientUrl().toString(),
                "burdock.ingest.federation.enabled", "true",
                "burdock.ingest.federation.port", "0",
                "burdock.federation.trust", ca.root().toString(),
                "burdock.federation.allowed-networks", "127.0.0.0/8"));
  }

  @AfterAll
  static void stopServers() {
    if (bench != null) {
      bench.close();
    }
    if (hs2 != null) {
      hs2.close();
    }
  }

  @Test
  @DisplayName("R24 R25 R28 a sticky PDU reaches the homeserver, is recorded and its origin alive")
  void stickyPdusPass() throws Exception {
    String room = alice.createPublicRoom("11");
    bob.join(room, hs1.name());
    String eventId = bob.sendSticky(room, "m.x", Map.of("a", 1), Duration.ofMinutes(10));
    ObjectNode transaction = JSON.createObjectNode().put("origin", hs2.name());
    transaction.put("origin_server_ts", 1).putArray("pdus").add(pduOf(eventId));

    HttpResponse<String> answer = send("1", transaction, key(hs2));
    HttpResponse<String> again = send("1", transaction, key(hs2));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("pdus").path(eventId).toString()).isEqualTo("{}");
    assertThat(again.body()).isEqualTo(answer.body());
    await().atMost(SOON).until(() -> alice.event(room, eventId).isPresent());
    List<RoomEvent> recorded = bench.records(Topic.ROOM_EVENTS, RoomEvent.class);
    assertThat(recorded)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFeed()).isEqualTo(Feed.FEDERATION);
              assertThat(event.getRoomId()).isEqualTo(room);
              assertThat(((StickyEvent) event.getBody()).getEventId()).isEqualTo(eventId);
            });
    await()
        .atMost(SOON)
        .until(
            () ->
                bench.records(Topic.ALIVE, OriginAlive.class).stream()
                    .anyMatch(alive -> alive.getOrigin().equals(hs2.name())));
  }

  @Test
  void aRequestThatItsOriginDidNotSignIsRefused() throws Exception {
    ObjectNode transaction = JSON.createObjectNode();
    transaction.putArray("pdus");

    HttpResponse<String> answer =
        send("2", transaction, SigningKey.generate("a_test", new Random(1)));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("M_UNAUTHORIZED");
  }

  @Test
  void theRestOfFederationPassesThrough() throws Exception {
    HttpResponse<String> keys =
        CLIENT.send(
            HttpRequest.newBuilder(front("/_matrix/key/v2/server")).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(JSON.readTree(keys.body()).path("server_name").asText()).isEqualTo(hs1.name());
  }

  /** Waits while hs2 does not know the whole state of a room that it joined just now. */
  private static JsonNode pduOf(String eventId) throws Exception {
    HttpResponse<String> answer =
        await().atMost(SOON).until(() -> askFor(eventId), response -> response.statusCode() != 403);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    ObjectNode pdu = (ObjectNode) JSON.readTree(answer.body()).path("pdus").path(0);
    pdu.remove("unsigned");
    return pdu;
  }

  private static HttpResponse<String> askFor(String eventId) throws Exception {
    String path =
        "/_matrix/federation/v1/event/" + URLEncoder.encode(eventId, StandardCharsets.UTF_8);
    ServerName name = ServerName.parse(hs2.name());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hs2.clientUrl() + path))
            .header("Authorization", XMatrix.sign("GET", path, name, name, key(hs2)).header())
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String txnId, ObjectNode body, SigningKey key)
      throws Exception {
    String path = "/_matrix/federation/v1/send/" + txnId;
    XMatrix header =
        XMatrix.sign(
            "PUT", path, ServerName.parse(hs2.name()), ServerName.parse(hs1.name()), body, key);
    HttpRequest request =
        HttpRequest.newBuilder(front(path))
            .header("Authorization", header.header())
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static URI front(String path) {
    return URI.create("http://127.0.0.1:" + bench.ingest().federationPort().orElseThrow() + path);
  }

  private static SigningKey key(SynapseServer server) {
    return SigningKey.parse(SynapseServer.KEY_ID.replace(':', ' ') + " " + server.signingSeed());
  }
}
