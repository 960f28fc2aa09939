package dev.burdock.ingest.http;

import static dev.burdock.ingest.testing.InboundServer.body;
import static dev.burdock.ingest.testing.InboundServer.pdu;
import static dev.burdock.ingest.testing.InboundServer.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.testing.Events;
import dev.burdock.ingest.testing.InboundServer;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import io.vertx.core.http.HttpServerResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InboundFederationTest {
  private static final String URI = "/_matrix/federation/v1/send/1";
  private static final SigningKey STRANGER = SigningKey.generate("two", new Random(9));
  private static final ServerName ELSEWHERE = ServerName.parse("hs9.example");
  private final List<HttpServerResponse> open = new CopyOnWriteArrayList<>();
  private InboundServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(BiConsumer<HttpServerResponse, String> homeserver) {
    server = new InboundServer(true, true, 10, homeserver);
  }

  private void serveAnswering(String answer) {
    serve((response, body) -> response.end(answer));
  }

  @Test
  void a_transaction_is_handed_on_and_answered_unchanged() {
    serve(
        (response, body) ->
            response.setStatusCode(418).putHeader("X-Odd", "kept").end("{ \"odd\" : true }"));
    String sent = "{ \"pdus\":[], \"gr\u00fcn\" :\"\\u00fc\" }";
    String authorization = signed("PUT", URI + "?a=%20b", sent, InboundServer.REMOTE_KEY);

    var response =
        server
            .send(
                server
                    .request(URI + "?a=%20b")
                    .header("Authorization", authorization)
                    .PUT(HttpRequest.BodyPublishers.ofString(sent)))
            .join();

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body()).isEqualTo("{ \"odd\" : true }");
    assertThat(response.headers().firstValue("X-Odd")).contains("kept");
    assertThat(server.forwarded)
        .containsExactly("PUT " + URI + "?a=%20b " + authorization + " " + sent);
  }

  @Test
  void who_cannot_be_authenticated_is_refused_and_nothing_handed_on() {
    serveAnswering("{}");
    String body = body();
    String otherServer =
        signed("PUT", URI, body, InboundServer.REMOTE_KEY).replace(Events.OURS, "hs9.example");
    String unknownOrigin =
        signed("PUT", URI, body, InboundServer.REMOTE_KEY)
            .replace(InboundServer.REMOTE, "hs8.example");

    List<HttpResponse<String>> answers =
        List.of(
            put(body, null),
            put(body, "Bearer x"),
            put(body, "X-Matrix origin"),
            put(body, signed("PUT", URI, body, STRANGER)),
            put(body, signed("PUT", URI + "0", body, InboundServer.REMOTE_KEY)),
            put(body + " ", signed("PUT", URI, "{\"other\":1}", InboundServer.REMOTE_KEY)),
            put(body, otherServer),
            put(body, unknownOrigin));

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(401);
              assertThat(answer.body()).contains("M_UNAUTHORIZED");
            });
    assertThat(server.forwarded).isEmpty();
    assertThat(server.producer.history()).isEmpty();
  }

  @Test
  void a_transaction_over_the_limits_is_refused() {
    serveAnswering("{}");
    ObjectNode pdus = JsonNodeFactory.instance.objectNode();
    ObjectNode edus = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 51; i++) {
      pdus.withArray("pdus").addObject();
      edus.withArray("edus").addObject();
      edus.withArray("edus").addObject();
    }

    assertThat(server.send("1", pdus.toString()).join().statusCode()).isEqualTo(400);
    assertThat(server.send("2", edus.toString()).join().statusCode()).isEqualTo(400);
    assertThat(put("x".repeat(1 << 21), "X-Matrix").statusCode()).isEqualTo(413);
    assertThat(server.forwarded).isEmpty();
  }

  @Test
  @DisplayName("R28 a repeated transaction gets the same answer and is handed on once")
  void repeated_transactions() {
    serve(
        (response, body) ->
            response.end("{\"pdus\":{},\"count\":" + server.forwarded.size() + "}"));

    String first = server.send("1", body()).join().body();
    String again = server.send("1", body()).join().body();
    String other = server.send("2", body()).join().body();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(server.forwarded).hasSize(2);
  }

  @Test
  void a_repeated_transaction_joins_the_one_under_way() {
    serve((response, body) -> open.add(response));
    var first = server.send("1", body());
    await().until(() -> open.size() == 1);
    var second = server.send("1", body());

    await()
        .during(Duration.ofMillis(200))
        .until(() -> server.forwarded.size() == 1 && !second.isDone());
    open.get(0).end("{\"pdus\":{}}");

    assertThat(first.join().body()).isEqualTo("{\"pdus\":{}}");
    assertThat(second.join().body()).isEqualTo("{\"pdus\":{}}");
  }

  @Test
  void an_answer_that_is_no_200_is_not_remembered() {
    serve((response, body) -> response.setStatusCode(500).end("{}"));

    server.send("1", body()).join();
    server.send("1", body()).join();

    assertThat(server.forwarded).hasSize(2);
  }

  @Test
  @DisplayName("R28 too much of one origin or of all gets a 429 before anything is taken")
  void load_is_shed_early() {
    server = new InboundServer(true, true, 2, (response, body) -> open.add(response));
    CompletableFuture<HttpResponse<String>> first = server.send("1", body());
    await().until(() -> open.size() == 1);

    var ofOrigin = server.send("2", body()).join();
    CompletableFuture<HttpResponse<String>> joined = server.send("1", body());
    await()
        .untilAsserted(
            () -> assertThat(server.send("3", body()).join().body()).contains("requests at once"));
    var ofAll = server.send("3", body()).join();

    assertThat(List.of(ofOrigin, ofAll))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(429);
              assertThat(answer.body()).contains("M_LIMIT_EXCEEDED").contains("retry_after_ms");
              assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
    assertThat(server.forwarded).hasSize(1);
    open.get(0).end("{\"pdus\":{}}");
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(joined.join().statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> later = server.send("2", body());
    await().until(() -> open.size() == 2);
    open.get(1).end("{\"pdus\":{}}");
    assertThat(later.join().statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("R24 R28 a sticky PDU that the homeserver took is recorded before the 200")
  void sticky_pdus_are_recorded() {
    ObjectNode pdu = pdu(RoomVersion.V11);
    String id = Pdus.eventId(pdu, RoomVersion.V11);
    serveAnswering("{\"pdus\":{\"" + id + "\":{}}}");

    var answer = server.send("1", body(pdu)).join();

    assertThat(answer.statusCode()).isEqualTo(200);
    RoomEvent recorded = server.roomEvents().get(0);
    assertThat(recorded.getFeed()).isEqualTo(Feed.FEDERATION);
    assertThat(recorded.getReceivedTs()).isEqualTo(InboundServer.NOW);
    StickyEvent sticky = (StickyEvent) recorded.getBody();
    assertThat(sticky.getEventId()).isEqualTo(id);
    assertThat(sticky.getSender()).isEqualTo(InboundServer.BOB);
    assertThat(sticky.getPdu()).isNull();
  }

  @Test
  @DisplayName("R06 what the homeserver refused or did not mention is not recorded")
  void refused_pdus_are_not_recorded() {
    ObjectNode refused = pdu(RoomVersion.V11);
    serveAnswering(
        "{\"pdus\":{\"" + Pdus.eventId(refused, RoomVersion.V11) + "\":{\"error\":\"no\"}}}");

    var answer = server.send("1", body(refused, pdu(RoomVersion.V10))).join();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.roomEvents()).isEmpty();
    assertThat(server.records("test.dead-letter")).isEmpty();
  }

  @Test
  void wrong_hashes_and_signatures_are_dead_lettered_whatever_the_homeserver_says() {
    ObjectNode wrongHash = pdu(RoomVersion.V11);
    wrongHash.withObject("/content").put("body", "changed");
    ObjectNode wrongKey =
        Pdus.sticky(RoomVersion.V10, InboundServer.BOB, InboundServer.REMOTE, Pdus.KEY);
    ObjectNode unknownServer =
        Pdus.sticky(RoomVersion.V11, "@eve:hs7.example", "hs7.example", Pdus.KEY);
    ObjectNode good = pdu(RoomVersion.V9);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (RoomVersion version : List.of(RoomVersion.V9, RoomVersion.V10, RoomVersion.V11)) {
      for (ObjectNode pdu : List.of(wrongHash, wrongKey, unknownServer, good)) {
        answer.withObject("/pdus").putObject(Pdus.eventId(pdu, version));
      }
    }
    serveAnswering(answer.toString());

    var response = server.send("1", body(wrongHash, wrongKey, unknownServer, good)).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.roomEvents()).hasSize(1);
    assertThat(server.records("test.dead-letter")).hasSize(3);
  }

  @Test
  void an_event_that_no_server_need_have_signed_is_dead_lettered() {
    ObjectNode invite = pdu(RoomVersion.V11);
    invite.remove(List.of("hashes", "signatures"));
    invite.put("type", "m.room.member").put("state_key", "@victim:ours.example");
    ObjectNode content = invite.putObject("content").put("membership", "invite");
    content.putObject("third_party_invite").putObject("signed");
    ObjectNode malformed = pdu(RoomVersion.V11);
    malformed.remove(List.of("hashes", "signatures"));
    malformed.put("type", "m.room.member").put("state_key", InboundServer.BOB);
    malformed
        .putObject("content")
        .put("membership", "join")
        .put("join_authorised_via_users_server", "nobody");
    List<ObjectNode> unsigned =
        Stream.of(invite, malformed)
            .map(pdu -> Signatures.signEvent(pdu, RoomVersion.V11, ELSEWHERE, STRANGER))
            .toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    unsigned.forEach(
        pdu -> answer.withObject("/pdus").putObject(Pdus.eventId(pdu, RoomVersion.V11)));
    serveAnswering(answer.toString());

    var response = server.send("1", body(unsigned.toArray(ObjectNode[]::new))).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.roomEvents()).isEmpty();
    assertThat(server.records("test.dead-letter")).hasSize(2);
  }

  @Test
  @DisplayName("R28 what cannot be recorded is not answered with a 200, and is after a repetition")
  void kafka_away() {
    ObjectNode pdu = pdu(RoomVersion.V11);
    String answer = "{\"pdus\":{\"" + Pdus.eventId(pdu, RoomVersion.V11) + "\":{}}}";
    server = new InboundServer(false, true, 10, (response, body) -> response.end(answer));

    CompletableFuture<HttpResponse<String>> away = server.send("1", body(pdu));
    await().until(() -> server.roomEvents().size() == 1);
    assertThat(away).isNotDone();
    assertThat(server.producer.completeNext()).as("that the origin is alive").isTrue();
    server.producer.errorNext(new TimeoutException("away"));
    assertThat(away.join().statusCode()).isEqualTo(503);
    assertThat(away.join().headers().firstValue("Retry-After")).isPresent();

    CompletableFuture<HttpResponse<String>> again = server.send("1", body(pdu));
    await().until(() -> server.roomEvents().size() == 2);
    server.producer.completeNext();
    assertThat(again.join().statusCode()).isEqualTo(200);
    assertThat(again.join().body()).isEqualTo(answer);
  }

  @Test
  @DisplayName("R06 by the feed: the homeserver's own feed tells what is sticky, with its verdict")
  void recording_by_feed() {
    ObjectNode pdu = pdu(RoomVersion.V11);
    server =
        new InboundServer(
            true,
            false,
            10,
            (response, body) ->
                response.end("{\"pdus\":{\"" + Pdus.eventId(pdu, RoomVersion.V11) + "\":{}}}"));

    assertThat(server.send("1", body(pdu)).join().statusCode()).isEqualTo(200);
    assertThat(server.roomEvents()).isEmpty();
  }

  @Test
  @DisplayName("R25 an authenticated request tells that its origin is alive, once a second")
  void alive_is_told() {
    serveAnswering("{\"pdus\":{}}");

    server.send("1", body()).join();
    server.send("2", body()).join();
    put(body(), "X-Matrix origin=\"hs8.example\",key=\"ed25519:a\",sig=\"YQ\"");
    server.clock.pass(Duration.ofSeconds(1));
    String uri = "/_matrix/federation/v1/event/x";
    server
        .send(
            server
                .request(uri)
                .header("Authorization", signed("GET", uri, "", InboundServer.REMOTE_KEY)))
        .join();

    await().until(() -> server.records("test.alive").size() == 2);
    assertThat(server.records("test.alive"))
        .allMatch(sent -> sent.key().equals(InboundServer.REMOTE));
  }

  @Test
  @DisplayName("R25 so does a signed request with a body that is only handed on")
  void alive_is_told_by_other_requests() {
    serveAnswering("{}");
    String uri = "/_matrix/federation/v1/get_missing_events/x";
    String body = "{ \"limit\":10, \"odd\" : \"" + "x".repeat(100_000) + "\" }";
    HttpRequest.Builder forged =
        server.request(uri).header("Authorization", signed("POST", uri, "{}", STRANGER));

    server.send(forged.POST(HttpRequest.BodyPublishers.ofString(body))).join();
    assertThat(server.records("test.alive")).isEmpty();
    String authorization = signed("POST", uri, body, InboundServer.REMOTE_KEY);
    server
        .send(
            server
                .request(uri)
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .join();

    await().until(() -> server.records("test.alive").size() == 1);
    assertThat(server.forwarded).hasSize(2);
    assertThat(server.forwarded.get(1)).isEqualTo("POST " + uri + " " + authorization + " " + body);
  }

  @Test
  void a_good_server_whose_keys_cannot_be_asked_for_meanwhile_gets_a_429_never_a_401() {
    server = new InboundServer(true, true, 100, (response, body) -> response.end("{}"));
    for (int i = 0; i < 20; i++) {
      String origin = InboundServer.SILENT + i + ".example";
      String uri = "/_matrix/federation/v1/get_missing_events/x";
      var unused =
          server.send(
              server
                  .request(uri)
                  .header(
                      "Authorization",
                      signed("GET", uri, "", InboundServer.REMOTE_KEY)
                          .replace(InboundServer.REMOTE, origin)));
      await().until(() -> unused.isDone());
    }

    var response = server.send("1", body()).join();

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.body()).contains("M_LIMIT_EXCEEDED");
    assertThat(server.forwarded).noneMatch(it -> it.startsWith("PUT"));
  }

  @Test
  void everything_else_of_federation_is_handed_on() {
    serve((response, body) -> response.setStatusCode(202).end("told"));

    var event =
        server
            .send(
                server
                    .request("/_matrix/federation/v2/invite/x?y=%20z")
                    .PUT(HttpRequest.BodyPublishers.ofString("body")))
            .join();
    var keys = server.send(server.request("/_matrix/key/v2/server")).join();
    var other = server.send(server.request("/_matrix/client/versions")).join();

    assertThat(event.statusCode()).isEqualTo(202);
    assertThat(keys.body()).isEqualTo("told");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(server.forwarded)
        .containsExactly(
            "PUT /_matrix/federation/v2/invite/x?y=%20z null body",
            "GET /_matrix/key/v2/server null ");
  }

  private HttpResponse<String> put(String body, String authorization) {
    HttpRequest.Builder request =
        server.request(URI).PUT(HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return server.send(request).join();
  }
}
