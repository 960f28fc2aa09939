package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.Samples.ALICE;
import static dev.burdock.fanout.sync.Samples.BOB;
import static dev.burdock.fanout.sync.Samples.NOW;
import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.WrappedToken;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClassicGatewayTest extends GatewayFixture {

  @Test
  @DisplayName(
      "R10 the section stands in the room that the homeserver tells of, all else as it was")
  void theSectionIsAdded() {
    String id = topology.arrive().eventId();
    homeserver.says(
        "{ \"next_batch\" : \"s1\", \"x\": 1.50, \"rooms\":{\"join\":{\""
            + ROOM
            + "\":{ \"a\":[] }}}}");

    HttpResponse<String> response = get(SYNC);

    JsonObject body = json(response);
    assertThat(stickyIds(body)).containsExactly(id);
    assertThat(WrappedToken.parse(body.getString("next_batch")).upstream()).isEqualTo("s1");
    assertThat(response.body())
        .startsWith("{ \"next_batch\" : \"b3")
        .contains("\", \"x\": 1.50, \"rooms\":{\"join\":{\"" + ROOM + "\":{")
        .endsWith(", \"a\":[] }}}}");
  }

  @Test
  @DisplayName("R11 an advanced token sees an event once, and the homeserver sees its own token")
  void theTokenIsUnwrapped() {
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s7_1\"}");
    String since = sync("").getString("next_batch");

    JsonObject next = sync("filter=0&since=" + since);

    assertThat(stickyIds(next)).isEmpty();
    assertThat(homeserver.asked)
        .filteredOn(asked -> asked.startsWith("GET " + SYNC))
        .containsExactly("GET " + SYNC, "GET " + SYNC + "?filter=0&since=s7_1");
  }

  @Test
  @DisplayName("R11 a client that comes from the bare homeserver gets every unexpired event")
  void aBareTokenGivesEverything() {
    String id = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s8\"}");

    assertThat(stickyIds(sync("since=s7"))).containsExactly(id);
  }

  @Test
  @DisplayName("R12 an event of the timeline is left out of the section, and not given later")
  void theTimelineIsNotRepeated() {
    String shown = topology.arrive().eventId();
    String other = topology.arrive().eventId();
    saysTimeline("", shown);

    JsonObject body = sync("");

    assertThat(stickyIds(body)).containsExactly(other);
    homeserver.says("{\"next_batch\":\"s2\"}");
    assertThat(stickyIds(sync("since=" + body.getString("next_batch")))).isEmpty();
  }

  @Test
  @DisplayName("R12 an event that the timeline told before it came here is in no later section")
  void whatTheTimelineToldFirstIsNotRepeated() {
    saysTimeline("\"msc4354_sticky\":{\"duration_ms\":600000},", topology.nextId());
    String told = sync("").getString("next_batch");
    topology.arrive();
    String other = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s2\"}");

    JsonObject body = sync("since=" + told);

    assertThat(stickyIds(body)).containsExactly(other);
    assertThat(stickyIds(sync("since=" + body.getString("next_batch")))).isEmpty();
    assertThat(body.getString("next_batch")).hasSizeLessThan(told.length());
  }

  @Test
  @DisplayName("R12 R13 an event of the timeline is in no later page either")
  void whatTheTimelineToldIsInNoLaterPage() {
    List<String> ids = Stream.generate(topology::arrive).limit(5).map(StickyItem::eventId).toList();
    saysTimeline("\"msc4354_sticky\":{\"duration_ms\":600000},", ids.get(4));
    JsonObject first = sync("");
    homeserver.says("{\"next_batch\":\"s2\"}");

    JsonObject second = sync("since=" + first.getString("next_batch"));

    assertThat(stickyIds(first)).isEqualTo(ids.subList(0, 3));
    assertThat(stickyIds(second)).isEqualTo(ids.subList(3, 4));
  }

  @Test
  @DisplayName("R15 a room that the homeserver tells the user to have left shows nothing")
  void aRoomThatWasLeftShowsNothing() {
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s1\",\"rooms\":{\"leave\":{\"" + ROOM + "\":{}}}}");

    assertThat(stickyIds(sync(""))).isEmpty();
  }

  @Test
  @DisplayName("R16 ignored senders are left out, and the token goes past them")
  void ignoredSendersAreLeftOut() {
    homeserver.ignored = "{\"ignored_users\":{\"" + BOB + "\":{}}}";
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s1\"}");

    JsonObject body = sync("");

    assertThat(stickyIds(body)).isEmpty();
    assertThat(body.getString("next_batch")).isNotEqualTo("s1");
  }

  @Test
  @DisplayName("R16 the list of ignored users is followed live")
  void theListIsFollowed() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    topology.arrive();
    homeserver.says(
        "{\"next_batch\":\"s2\",\"account_data\":{\"events\":[{\"type\":\"m.ignored_user_list\","
            + "\"content\":{\"ignored_users\":{\""
            + BOB
            + "\":{}}}}]}}");

    assertThat(stickyIds(sync("since=" + since))).isEmpty();
  }

  @Test
  @DisplayName("R16 a list of ignored users that is put holds from then on, for any sync")
  void aListThatIsPutIsFollowed() {
    String first = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s1\"}");
    JsonObject before = sync("");
    homeserver.says("{}");
    send(
        request("/_matrix/client/v3/user/%40alice%3Aexample.org/account_data/m.ignored_user_list")
            .PUT(BodyPublishers.ofString("{\"ignored_users\":{\"" + BOB + "\":{}}}"))
            .build());
    homeserver.ignoredStatus = 500;
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s2\"}");

    JsonObject after = sync("since=" + before.getString("next_batch"));

    assertThat(stickyIds(before)).containsExactly(first);
    assertThat(stickyIds(after)).isEmpty();
    assertThat(homeserver.bodies).contains("{\"ignored_users\":{\"" + BOB + "\":{}}}");
  }

  @Test
  @DisplayName("R16 a list of ignored users that the homeserver refuses changes nothing")
  void aListThatIsRefusedChangesNothing() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    homeserver.rest = request -> request.response().setStatusCode(403).end("{}");
    HttpResponse<String> refused =
        send(
            request(
                    "/_matrix/client/v3/user/%40alice%3Aexample.org/account_data/m.ignored_user_list")
                .PUT(BodyPublishers.ofString("{\"ignored_users\":{\"" + BOB + "\":{}}}"))
                .build());
    String id = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s2\"}");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(stickyIds(sync("since=" + since))).containsExactly(id);
  }

  @Test
  @DisplayName("the homeserver's own section is replaced, under both names")
  void theHomeserversSectionIsReplaced() {
    String id = topology.arrive().eventId();
    homeserver.says(
        "{\"next_batch\":\"s1\",\"rooms\":{\"join\":{\""
            + ROOM
            + "\":{\"msc4354_sticky\":{\"events\":[{}]},\"a\":1,\"sticky\":{\"events\":[{}]}},"
            + "\"!other\":{\"msc4354_sticky\":{\"events\":[{}]}}}}}");

    JsonObject body = sync("");

    assertThat(stickyIds(body)).containsExactly(id);
    JsonObject join = body.getJsonObject("rooms").getJsonObject("join");
    assertThat(join.getJsonObject(ROOM).fieldNames())
        .containsExactlyInAnyOrder("msc4354_sticky", "a");
    assertThat(join.getJsonObject("!other").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("R13 a section that was cut says so, and the rest follows at once")
  void pagesFollow() {
    for (int n = 0; n < 5; n++) {
      topology.arrive();
    }
    homeserver.says("{\"next_batch\":\"s1\"}");

    JsonObject first = sync("");
    JsonObject second = sync("timeout=20000&since=" + first.getString("next_batch"));

    assertThat(stickyIds(first)).hasSize(3);
    assertThat(limited(first)).isTrue();
    assertThat(stickyIds(second)).hasSize(2).doesNotContainAnyElementsOf(stickyIds(first));
    assertThat(limited(second)).isFalse();
    assertThat(homeserver.asked.get(1)).containsPattern("timeout=\\d{1,2}(&|$)");
  }

  @Test
  @DisplayName(
      "R14 a room that the client may not know yet is told by the homeserver with the news")
  void aNewRoomIsToldByTheHomeserver() {
    topology.leave(ALICE);
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    var pending = waitingSync(since);
    homeserver.says(
        "{\"next_batch\":\"s2\",\"rooms\":{\"join\":{\"" + ROOM + "\":{\"state\":{}}}}}");

    String id = topology.arrive().eventId();
    topology.join(ALICE);

    HttpResponse<String> response = pending.join();
    assertThat(stickyIds(json(response))).containsExactly(id);
    assertThat(response.body()).contains("\"state\":{}");
    assertThat(homeserver.asked.get(2))
        .containsPattern("timeout=\\d{1,2}(&|$)")
        .contains("since=s1");
    await().until(() -> homeserver.aborted.get() == 1);
    assertThat(places.taken()).isZero();
  }

  @Test
  @DisplayName("a wait that is longer than allowed is cut, at the homeserver too")
  void placesAreCut() {
    homeserver.says("{\"next_batch\":\"s1\"}");

    sync("since=s0&timeout=60001");
    sync("since=s0&timeout=59999");

    assertThat(homeserver.asked)
        .containsExactly(
            "GET " + SYNC + "?since=s0&timeout=60000", "GET " + SYNC + "?since=s0&timeout=59999");
  }

  @Test
  @DisplayName("R31 news makes the homeserver answer: its keys and ours come in one answer")
  void newsEndsTheWait() {
    topology.arrive();
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    var pending = waitingSync(since);
    homeserver.says("{\"next_batch\":\"s2\",\"device_one_time_keys_count\":{\"a\":50}}");

    String id = topology.arrive().eventId();

    JsonObject body = json(pending.join());
    assertThat(stickyIds(body)).containsExactly(id);
    assertThat(body.getJsonObject("device_one_time_keys_count").getInteger("a")).isEqualTo(50);
    assertThat(WrappedToken.parse(body.getString("next_batch")).upstream()).isEqualTo("s2");
    assertThat(homeserver.asked.get(2))
        .containsPattern("timeout=\\d{1,2}(&|$)")
        .contains("since=s1");
    await().until(() -> homeserver.aborted.get() == 1);
    assertThat(places.taken()).isZero();
  }

  @Test
  @DisplayName("R31 a homeserver that does not answer is told as 504, news or not")
  void aHungHomeserver() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    homeserver.waits();

    HttpResponse<String> silent = get(SYNC + "?timeout=100&since=" + since);
    topology.arrive();
    HttpResponse<String> due = get(SYNC + "?timeout=100&since=" + since);

    for (HttpResponse<String> response : List.of(silent, due)) {
      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(new JsonObject(response.body()).getString("errcode")).isEqualTo("M_UNKNOWN");
      assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }
    assertThat(places.taken()).isZero();
  }

  @Test
  @DisplayName("R31 rooms that are not read in time delay nothing, and nothing is skipped")
  void slowReadsDelayNothing() {
    topology.slow = true;
    homeserver.says("{\"next_batch\":\"s1\"}");

    JsonObject body = sync("");

    assertThat(body.getString("next_batch")).isEqualTo("s1");
  }

  @Test
  @DisplayName("R31 a homeserver that does not say who asks still answers, and nothing is skipped")
  void whoeverItIsIsAnswered() {
    homeserver.whoamiGate = Promise.<Void>promise().future();
    homeserver.says("{\"next_batch\":\"s1\"}");
    assertThat(sync("").getString("next_batch")).isEqualTo("s1");

    homeserver.whoamiGate = Future.succeededFuture();
    String id = topology.arrive().eventId();

    await().untilAsserted(() -> assertThat(stickyIds(sync("since=s1"))).containsExactly(id));
  }

  @Test
  @DisplayName(
      "R32 R17 what the homeserver's section alone holds is told, once, with the time left")
  void theHomeserversSectionIsKept() {
    saysSection("s1", sticky("$theirs", BOB), sticky("$ended", BOB, NOW - 700_000));
    JsonObject first = sync("");
    saysSection("s2", sticky("$theirs", BOB));

    JsonObject second = sync("since=" + first.getString("next_batch"));

    assertThat(stickyIds(first)).containsExactly("$theirs");
    assertThat(timeLeft(section(first).getJsonObject(0))).isEqualTo(600_000);
    assertThat(stickyIds(second)).isEmpty();
  }

  @Test
  @DisplayName("R32 R30 an event of the homeserver's section is not told again by our feed")
  void theSectionIsAUnion() {
    String id = topology.nextId();
    saysSection("s1", sticky(id, BOB));
    JsonObject first = sync("");
    topology.arrive();
    String other = topology.arrive().eventId();
    saysSection("s2", sticky(id, BOB), sticky(other, BOB));

    JsonObject second = sync("since=" + first.getString("next_batch"));

    assertThat(stickyIds(first)).containsExactly(id);
    assertThat(stickyIds(second)).containsExactly(other);
  }

  @Test
  @DisplayName("R32 what the homeserver's section alone holds is handed to ingest, once")
  void whatTheSectionAloneHoldsIsHandedOver() {
    topology.arrive();
    saysSection("s1", sticky("$theirs", BOB));
    sync("");
    sync("");

    await().until(() -> homeserver.asked.contains("POST /_burdock/v1/section"));
    await().until(() -> homeserver.bodies.stream().anyMatch(body -> body.contains("events")));
    JsonObject element =
        homeserver.bodies.stream()
            .filter(body -> body.contains("received_ts"))
            .map(body -> new JsonObject(body).getJsonArray("events").getJsonObject(0))
            .findFirst()
            .orElseThrow();

    JsonObject event = element.getJsonObject("event");
    assertThat(event.getString("event_id")).isEqualTo("$theirs");
    assertThat(event.getString("room_id")).isEqualTo(ROOM);
    assertThat(event.containsKey("unsigned")).isFalse();
    assertThat(element.getLong("received_ts")).isEqualTo(NOW);
    assertThat(homeserver.asked).filteredOn(asked -> asked.startsWith("POST")).hasSize(1);
  }

  @Test
  @DisplayName("R32 R16 an ignored sender's event of the homeserver's section is left out")
  void ignoredSendersOfTheSection() {
    homeserver.ignored = "{\"ignored_users\":{\"" + BOB + "\":{}}}";
    saysSection("s1", sticky("$a", BOB), sticky("$b", ALICE));

    assertThat(stickyIds(sync(""))).containsExactly("$b");
  }

  @Test
  @DisplayName(
      "R32 an event that both know stands as the homeserver writes it, our time left in it")
  void theHomeserversShapeIsKept() {
    String id = topology.arrive().eventId();
    saysSection(
        "s1",
        "{\"event_id\":\""
            + id
            + "\",\"msc4354_sticky\":{\"duration_ms\":1},"
            + "\"unsigned\":{\"transaction_id\":\"t\"}}");

    JsonObject event = section(sync("")).getJsonObject(0);

    assertThat(event.getJsonObject("unsigned").getString("transaction_id")).isEqualTo("t");
    assertThat(timeLeft(event)).isEqualTo(600_000);
  }

  @Test
  @DisplayName("R30 a live event that the homeserver is about to tell is left to its timeline")
  void aLiveEventIsLeftToTheTimeline() {
    saysSection("s1", sticky("$theirs", BOB));
    String since = sync("").getString("next_batch");
    var pending = waitingSync(since);
    homeserver.says("{\"next_batch\":\"s1\"}");
    String id = topology.arrive().eventId();
    await().until(() -> homeserver.asked.size() >= 4);
    saysTimeline("\"msc4354_sticky\":{\"duration_ms\":600000},", id);

    JsonObject body = json(pending.join());

    assertThat(stickyIds(body)).isEmpty();
    assertThat(body.toString()).contains(id);
    homeserver.says("{\"next_batch\":\"s2\"}");
    assertThat(stickyIds(sync("since=" + body.getString("next_batch")))).isEmpty();
  }

  @Test
  @DisplayName("R10 R30 a live event that the homeserver does not tell in time is told by us")
  void aLiveEventThatNeverComes() {
    saysSection("s1", sticky("$theirs", BOB));
    String since = sync("").getString("next_batch");
    var pending = waitingSync(since);
    homeserver.says("{\"next_batch\":\"s1\"}");

    String id = topology.arrive().eventId();

    assertThat(stickyIds(json(pending.join()))).containsExactly(id);
  }

  @Test
  @DisplayName(
      "R14 R15 R30 a room that an old answer tells as left is given whole once it is told as"
          + " joined")
  void aRoomThatAnOldAnswerTellsAsLeft() {
    String before = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    String after = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s2\",\"rooms\":{\"leave\":{\"" + ROOM + "\":{}}}}");
    JsonObject old = sync("since=" + since);
    homeserver.says("{\"next_batch\":\"s2\"}");
    JsonObject silent = sync("since=" + old.getString("next_batch"));
    homeserver.says("{\"next_batch\":\"s3\",\"rooms\":{\"join\":{\"" + ROOM + "\":{}}}}");

    JsonObject next = sync("since=" + silent.getString("next_batch"));

    assertThat(stickyIds(old)).isEmpty();
    assertThat(stickyIds(silent)).as("R15 of a room that the client has left").isEmpty();
    assertThat(stickyIds(next)).containsExactly(before, after);
    assertThat(stickyIds(sync("since=" + next.getString("next_batch")))).isEmpty();
  }

  @Test
  @DisplayName("R14 R30 what a timeline told comes again to who has left and joined again")
  void whatWasToldComesAgainAfterARejoin() {
    String id = topology.nextId();
    saysTimeline("\"msc4354_sticky\":{\"duration_ms\":600000},", id);
    String told = sync("").getString("next_batch");
    topology.arrive();
    topology.leave(ALICE);
    topology.join(ALICE);
    homeserver.says(
        "{\"next_batch\":\"s2\",\"rooms\":{\"join\":{\""
            + ROOM
            + "\":{\"timeline\":{\"events\":[{\"event_id\":\"$join\",\"type\":\"m.room.member\","
            + "\"state_key\":\""
            + ALICE
            + "\",\"content\":{\"membership\":\"join\"}}]}}}}}");

    assertThat(stickyIds(sync("since=" + told))).containsExactly(id);
  }

  @Test
  @DisplayName("R17 the time left stands on sticky events of timelines, ours if we know better")
  void theTimeLeftStandsInTimelines() {
    String id = topology.arrive().eventId();
    saysTimeline(
        "\"msc4354_sticky\":{\"duration_ms\":3600000},\"origin_server_ts\":1,\"unsigned\":{"
            + "\"msc4354_sticky_duration_ttl_ms\":7},",
        id);

    assertThat(timeLeft(timeline(sync("")).getJsonObject(0))).isEqualTo(600_000);
  }

  @Test
  @DisplayName("R17 an event that our feed does not know has the time left by its own account")
  void theTimeLeftOfUnknownEvents() {
    saysTimeline(
        "\"sticky\":{\"duration_ms\":5000},\"origin_server_ts\":" + (NOW - 1_000) + ",", "$x");

    assertThat(timeLeft(timeline(sync("")).getJsonObject(0))).isEqualTo(4_000);
  }

  @Test
  @DisplayName("R17 R02 a future-dated event in a timeline lasts from when it arrived")
  void theTimeLeftOfFutureDatedEvents() {
    saysTimeline(
        "\"msc4354_sticky\":{\"duration_ms\":600000},\"origin_server_ts\":"
            + (NOW + 3_600_000)
            + ",\"unsigned\":{\"age\":100000,\"msc4354_sticky_duration_ttl_ms\":600000},",
        "$x");

    assertThat(timeLeft(timeline(sync("")).getJsonObject(0))).isEqualTo(500_000);
  }

  @Test
  @DisplayName("R10 R32 the homeserver's wake-up by an event of its section is no empty answer")
  void aWakeUpByASectionIsNotEmpty() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    saysSection("s2", sticky("$theirs", BOB));

    JsonObject body = json(get(SYNC + "?timeout=15000&since=" + since));

    assertThat(stickyIds(body)).containsExactly("$theirs");
  }

  @Test
  @DisplayName("a client that goes away takes its request to the homeserver with it")
  void anAbortReachesTheHomeserver() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    String since = sync("").getString("next_batch");
    homeserver.waits();
    var pending =
        HttpClient.newHttpClient()
            .sendAsync(
                request(SYNC + "?timeout=15000&since=" + since).build(), BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 2);

    pending.cancel(true);

    await().until(() -> homeserver.aborted.get() == 1);
    await().until(() -> places.taken() == 0);
  }

  @Test
  @DisplayName("an error of the homeserver comes as it was said")
  void errorsPass() {
    String error = "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"x\", \"retry_after_ms\": 12}";
    homeserver.rest =
        request ->
            request
                .response()
                .setStatusCode(429)
                .putHeader("Retry-After", "7")
                .putHeader("X-Other", "kept")
                .end(error);

    HttpResponse<String> response = get(SYNC);

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.body()).isEqualTo(error);
    assertThat(response.headers().firstValue("Retry-After")).contains("7");
    assertThat(response.headers().firstValue("X-Other")).contains("kept");
  }

  @Test
  @DisplayName("a refused token is asked for again the next time")
  void aRefusedTokenIsForgotten() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    sync("");
    sync("");
    assertThat(homeserver.whoami).hasValue(1);
    homeserver.rest =
        request ->
            request
                .response()
                .setStatusCode(401)
                .end("{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}");

    assertThat(get(SYNC).body())
        .isEqualTo("{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}");
    get(SYNC);

    assertThat(homeserver.whoami).hasValue(2);
  }

  @Test
  @DisplayName("an unknown token gets the homeserver's own words")
  void anUnknownTokenIsRefusedByTheHomeserver() {
    homeserver.rest = request -> request.response().setStatusCode(401).end("{\"errcode\":\"A\"}");

    HttpResponse<String> response =
        send(request(SYNC).setHeader("Authorization", "Bearer other").build());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"errcode\":\"A\"}");
  }

  @Test
  @DisplayName("gzip stays gzip")
  void gzipIsKept() throws IOException {
    String id = topology.arrive().eventId();
    homeserver.says("{\"next_batch\":\"s1\",\"padding\":\"" + "x".repeat(2_000) + "\"}");

    HttpResponse<byte[]> response =
        client
            .sendAsync(
                request(SYNC).header("Accept-Encoding", "gzip, br").build(),
                BodyHandlers.ofByteArray())
            .join();

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(stickyIds(new JsonObject(text))).containsExactly(id);
    }
  }

  @Test
  @DisplayName("without rooms to read the homeserver's part comes alone and nothing is skipped")
  void stickyEventsThatCannotBeReadAreNotSkipped() {
    topology.down = true;
    homeserver.says("{\"next_batch\":\"s1\"}");
    assertThat(sync("").getString("next_batch")).isEqualTo("s1");

    topology.down = false;
    String id = topology.arrive().eventId();

    assertThat(stickyIds(sync("since=s1"))).containsExactly(id);
  }

  @Test
  @DisplayName("a homeserver that is gone is told as 502")
  void aHomeserverThatIsGone() {
    homeserver.close();

    HttpResponse<String> response = get(SYNC);

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(new JsonObject(response.body()).getString("errcode")).isEqualTo("M_UNKNOWN");
  }

  @Test
  @DisplayName("the room's events can be paged outside of sync by members alone")
  void theExtraEndpoint() {
    for (int n = 0; n < 4; n++) {
      topology.arrive();
    }
    String path = "/_matrix/client/unstable/org.matrix.msc4354/rooms/" + ROOM + "/sticky_events";

    JsonObject first = json(get(path + "?limit=3"));
    JsonObject second = json(get(path + "?limit=3&from=" + first.getString("end")));

    assertThat(ids(first)).hasSize(3);
    assertThat(ids(second)).hasSize(1).doesNotContainAnyElementsOf(ids(first));
    assertThat(second.containsKey("end")).isFalse();
    topology.leave(ALICE);
    assertThat(get(path).statusCode()).isEqualTo(403);
    assertThat(get(path + "?limit=0").statusCode()).isEqualTo(400);
  }

  private static boolean limited(JsonObject body) {
    return body.getJsonObject("rooms")
        .getJsonObject("join")
        .getJsonObject(ROOM)
        .getBoolean("sticky_events_limited", false);
  }

  /** An answer whose timeline holds one event, with these members before its id. */
  private void saysTimeline(String members, String eventId) {
    homeserver.says(
        "{\"next_batch\":\"s1\",\"rooms\":{\"join\":{\""
            + ROOM
            + "\":{\"timeline\":{\"events\":[{"
            + members
            + "\"event_id\":\""
            + eventId
            + "\"}]}}}}}");
  }

  private CompletableFuture<HttpResponse<String>> waitingSync(String since) {
    homeserver.waits();
    var pending =
        client.sendAsync(
            request(SYNC + "?timeout=15000&since=" + since).build(), BodyHandlers.ofString());
    await().until(() -> homeserver.asked.size() == 2);
    return pending;
  }

  private void saysSection(String next, String... events) {
    homeserver.says(
        "{\"next_batch\":\""
            + next
            + "\",\"rooms\":{\"join\":{\""
            + ROOM
            + "\":{\"msc4354_sticky\":{\"events\":["
            + String.join(",", events)
            + "]}}}}}");
  }

  private static String sticky(String eventId, String sender) {
    return sticky(eventId, sender, NOW);
  }

  private static String sticky(String eventId, String sender, long originTs) {
    return "{\"event_id\":\""
        + eventId
        + "\",\"sender\":\""
        + sender
        + "\",\"origin_server_ts\":"
        + originTs
        + ",\"msc4354_sticky\":{\"duration_ms\":600000}}";
  }

  private static JsonObject room(JsonObject body) {
    return body.getJsonObject("rooms").getJsonObject("join").getJsonObject(ROOM);
  }

  private static JsonArray section(JsonObject body) {
    return room(body).getJsonObject("msc4354_sticky").getJsonArray("events");
  }

  private static JsonArray timeline(JsonObject body) {
    return room(body).getJsonObject("timeline").getJsonArray("events");
  }

  private static long timeLeft(JsonObject event) {
    return event.getJsonObject("unsigned").getLong("msc4354_sticky_duration_ttl_ms");
  }
}
