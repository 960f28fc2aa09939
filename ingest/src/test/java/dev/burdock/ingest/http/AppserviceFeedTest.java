package dev.burdock.ingest.http;

import static dev.burdock.ingest.testing.Events.member;
import static dev.burdock.ingest.testing.Events.message;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.ingest.domain.RawJson;
import dev.burdock.ingest.room.RoomState;
import dev.burdock.ingest.testing.Events;
import dev.burdock.ingest.testing.FeedServer;
import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.topic.DeadLetterHeaders;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppserviceFeedTest {
  private static final String STICKY_TXN = transaction(sticky("$one", 60_000));

  private final AtomicInteger reads = new AtomicInteger();
  private FeedServer server;

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private void serve(boolean autoComplete) {
    serve(autoComplete, 10);
  }

  private void serve(boolean autoComplete, int maxRequests) {
    server =
        new FeedServer(
            autoComplete,
            maxRequests,
            (room, users) -> {
              reads.incrementAndGet();
              return Future.failedFuture("nobody to ask");
            });
  }

  @Test
  void a_sticky_event_is_recorded_as_the_bytes_that_came() {
    serve(true);
    String event =
        "{ \"content\" : {\"body\":\"gr\\u00fc\\u00df\"}, \"event_id\":\"$one\","
            + "\"room_id\":\"!room:hs1.example\",\"sender\":\"@ada:hs1.example\",\"type\":\"m.x\","
            + "\"origin_server_ts\":1700000000000,\"msc4354_sticky\":{\"duration_ms\":60000}}";

    var response = server.transaction("1", "{\"events\": [ " + event + " ]}").join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    RoomEvent recorded = server.roomEvents().get(0);
    assertThat(recorded.getReceivedTs()).isEqualTo(FeedServer.NOW);
    assertThat(server.records("test.room-events").get(0).timestamp()).isEqualTo(FeedServer.NOW);
    assertThat(server.records("test.room-events").get(0).key()).isEqualTo(Events.ROOM);
    StickyEvent body = (StickyEvent) recorded.getBody();
    assertThat(StandardCharsets.UTF_8.decode(body.getEvent()).toString()).isEqualTo(event);
  }

  @Test
  void nothing_is_answered_before_kafka_acknowledged() {
    serve(false);

    CompletableFuture<HttpResponse<String>> response = server.transaction("1", STICKY_TXN);

    await().until(() -> server.roomEvents().size() == 1);
    assertThat(response).isNotDone();
    server.producer.completeNext();
    assertThat(response.join().statusCode()).isEqualTo(200);
  }

  @Test
  void kafka_away_gives_a_503_in_time_and_then_it_recovers() {
    serve(false);

    var unanswered = server.transaction("1", STICKY_TXN).join();

    assertThat(unanswered.statusCode()).isEqualTo(503);
    assertThat(unanswered.headers().firstValue("Retry-After")).isPresent();
    assertThat(unanswered.body()).contains("errcode");
    server.producer.errorNext(new TimeoutException("away"));
    CompletableFuture<HttpResponse<String>> again = server.transaction("1", STICKY_TXN);
    await().until(() -> server.roomEvents().size() == 2);
    assertThat(server.producer.completeNext()).isTrue();
    assertThat(again.join().statusCode()).isEqualTo(200);
  }

  @Test
  void a_repeated_transaction_waits_until_nothing_of_the_first_is_under_way() {
    serve(false);
    server.transaction("1", transaction(member("$a", Events.ADA, "leave"))).join();

    var second = server.transaction("1", transaction(member("$b", Events.ADA, "join"))).join();

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(server.roomEvents()).hasSize(1);
    server.producer.completeNext();
  }

  @Test
  void a_record_that_kafka_refuses_keeps_those_after_it_back() {
    serve(true);
    server.producer.sendException = new TimeoutException("no metadata");

    var response =
        server.transaction("1", transaction(sticky("$one", 1), sticky("$two", 1))).join();

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(server.producer.history()).isEmpty();
  }

  @Test
  void a_bad_event_is_dead_lettered_and_its_neighbours_go_through() {
    serve(true);

    var response =
        server
            .transaction(
                "1",
                "{\"events\":["
                    + sticky("$one", 60_000)
                    + ",{\"type\":7},"
                    + sticky("$two", 60_000)
                    + "]}")
            .join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.roomEvents())
        .extracting(event -> ((StickyEvent) event.getBody()).getEventId())
        .containsExactly("$one", "$two");
    var letter = server.records("test.dead-letter").get(0);
    assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{\"type\":7}");
    assertThat(header(letter.headers().lastHeader(DeadLetterHeaders.REASON).value()))
        .contains("event_id");
    assertThat(header(letter.headers().lastHeader(DeadLetterHeaders.SOURCE).value()))
        .isEqualTo("appservice");
  }

  @Test
  void ordinary_events_need_no_kafka() {
    serve(false);

    var response = server.transaction("1", transaction(message("$one"))).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.producer.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{\"events\":[}", "{\"events\":[]} x", "{\"events\":[1"})
  void what_is_not_json_is_a_400(String body) {
    serve(true);

    var response = server.transaction("1", body).join();

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("M_NOT_JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "{\"events\":{}}"})
  void json_of_another_form_is_a_400(String body) {
    serve(true);

    var response = server.transaction("1", body).join();

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("M_BAD_JSON");
  }

  @Test
  void a_body_over_the_limit_is_a_413() {
    serve(true);
    String body = transaction(message("$" + "x".repeat(FeedServer.MAX_BODY)));

    var announced = server.transaction("1", body).join();
    var chunked =
        server
            .send(
                server
                    .request("/_matrix/app/v1/transactions/2")
                    .header("Authorization", "Bearer " + FeedServer.HS_TOKEN)
                    .PUT(
                        HttpRequest.BodyPublishers.fromPublisher(
                            HttpRequest.BodyPublishers.ofString(body))))
            .join();

    assertThat(List.of(announced.statusCode(), chunked.statusCode())).containsOnly(413);
    assertThat(List.of(announced.body(), chunked.body()))
        .allSatisfy(text -> assertThat(text).contains("M_TOO_LARGE"));
  }

  @Test
  void more_requests_than_allowed_are_turned_away() {
    serve(false, 1);
    CompletableFuture<HttpResponse<String>> first = server.transaction("1", STICKY_TXN);
    await().until(() -> server.roomEvents().size() == 1);

    var second = server.transaction("2", STICKY_TXN).join();

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    server.producer.completeNext();
    first.join();
    CompletableFuture<HttpResponse<String>> third = server.transaction("3", STICKY_TXN);
    await().until(server.producer::completeNext);
    assertThat(third.join().statusCode()).isEqualTo(200);
  }

  @Test
  void the_token_opens_in_header_and_query_under_both_paths() {
    serve(true);
    var body = HttpRequest.BodyPublishers.ofString(STICKY_TXN);

    List<Integer> statuses =
        List.of(
            status(server.request("/transactions/1?access_token=" + FeedServer.HS_TOKEN).PUT(body)),
            status(
                server
                    .request("/transactions/1")
                    .header("Authorization", "Bearer " + FeedServer.HS_TOKEN)
                    .PUT(body)),
            status(
                server
                    .request("/_matrix/app/v1/transactions/1?access_token=" + FeedServer.HS_TOKEN)
                    .PUT(body)),
            status(
                server
                    .request("/_matrix/app/v1/ping?access_token=" + FeedServer.HS_TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"transaction_id\":\"t\"}"))));

    assertThat(statuses).containsOnly(200);
  }

  @Test
  void a_missing_token_is_a_401_and_a_wrong_one_a_403() {
    serve(true);
    var body = HttpRequest.BodyPublishers.ofString(STICKY_TXN);
    String path = "/_matrix/app/v1/transactions/1";

    var missing = server.send(server.request(path).PUT(body)).join();
    var wrong =
        server.send(server.request(path).header("Authorization", "Bearer x").PUT(body)).join();
    var other =
        server
            .send(server.request(path + "?access_token=" + FeedServer.NATIVE_TOKEN).PUT(body))
            .join();

    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).contains("M_MISSING_TOKEN");
    assertThat(List.of(wrong.statusCode(), other.statusCode())).containsOnly(403);
    assertThat(wrong.body()).contains("M_FORBIDDEN");
    assertThat(server.producer.history()).isEmpty();
  }

  @Test
  void users_and_rooms_are_never_ours_and_other_paths_are_unknown() {
    serve(true);
    String token = "?access_token=" + FeedServer.HS_TOKEN;

    var user = server.send(server.request("/_matrix/app/v1/users/%40a%3Ab" + token)).join();
    var room = server.send(server.request("/_matrix/app/v1/rooms/%23a%3Ab" + token)).join();
    var unknown = server.send(server.request("/elsewhere")).join();

    assertThat(List.of(user.statusCode(), room.statusCode())).containsOnly(404);
    assertThat(user.body()).contains("M_NOT_FOUND");
    assertThat(unknown.body()).contains("M_UNRECOGNIZED");
  }

  @Test
  void an_unknown_room_is_read_once_before_its_first_sticky_event() {
    RoomState state =
        new RoomState(
            "11",
            List.of(Events.ADA, "@bob:hs2.example"),
            List.of(
                new RoomState.Content(
                    "m.room.create",
                    new RawJson(Events.utf8("{\"room_version\":\"11\"}")),
                    Optional.of(Events.ADA))));
    server =
        new FeedServer(
            true,
            10,
            (room, users) -> {
              reads.incrementAndGet();
              assertThat(users).containsExactly(Events.ADA);
              return Future.succeededFuture(state);
            });

    server.transaction("1", STICKY_TXN).join();
    server.transaction("2", transaction(sticky("$two", 60_000))).join();

    assertThat(reads).hasValue(1);
    assertThat(server.roomEvents())
        .extracting(event -> (Object) event.getBody().getClass())
        .containsExactly(AuthChange.class, MembersRead.class, StickyEvent.class, StickyEvent.class);
    await().until(() -> server.records("test.rooms").size() == 1);
    assertThat(server.known.version(Events.ROOM)).contains("11");
  }

  @Test
  void a_room_that_begins_in_the_feed_is_not_read() {
    serve(true);
    var create = Events.state("$create", "m.room.create", "");
    create.withObject("/content").put("room_version", "12");

    server
        .transaction(
            "1", transaction(create, member("$m", Events.ADA, "join"), sticky("$one", 60_000)))
        .join();

    assertThat(reads).hasValue(0);
    assertThat(server.roomEvents())
        .extracting(event -> (Object) event.getBody().getClass())
        .containsExactly(AuthChange.class, MemberChange.class, StickyEvent.class);
    assertThat(server.known.version(Events.ROOM)).contains("12");
  }

  @Test
  void a_room_that_all_of_ours_had_left_is_read_again_when_one_of_them_returns() {
    serve(true);
    server.known.add(Events.ROOM, "11");
    var profile = member("$p", Events.ADA, "join");
    profile.putObject("unsigned").putObject("prev_content").put("membership", "join");
    server.transaction("1", transaction(profile, sticky("$one", 60_000))).join();
    assertThat(reads).hasValue(0);

    server
        .transaction(
            "2", transaction(member("$l", Events.ADA, "leave"), member("$j", Events.ADA, "join")))
        .join();
    server.transaction("3", transaction(sticky("$two", 60_000))).join();

    assertThat(reads).hasValue(1);
  }

  @Test
  void a_homeserver_that_does_not_tell_holds_nothing_up() {
    serve(true);

    var response = server.transaction("1", STICKY_TXN).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(reads).hasValue(1);
    assertThat(server.roomEvents()).hasSize(1);
  }

  private int status(HttpRequest.Builder request) {
    return server.send(request).join().statusCode();
  }

  private static String header(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
