package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.synapse.MatrixClient;
import java.util.List;
import java.util.Map;

/**
 * What two users do in a session: everything that a client does and the gateway could disturb, and
 * what a client does wrong.
 */
final class Script {
  private static final String API = "/_matrix/client/v3";
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

  private static final String STICKY = "org.matrix.msc4354.sticky_events";

  private final Session session;
  private final MatrixClient alice;
  private final String token;
  private final String bobsToken;
  private final MatrixClient bob;
  private int transaction;

  Script(Session session, MatrixClient alice, MatrixClient bob) {
    this.session = session;
    this.alice = alice;
    this.bob = bob;
    this.token = alice.accessToken();
    this.bobsToken = bob.accessToken();
    session.calling(alice.userId(), "<alice>").calling(bob.userId(), "<bob>");
    session.calling(localpart(alice), "<alice's name>").calling(localpart(bob), "<bob's name>");
  }

  List<Exchange> play() {
    mistakes();
    String room = room();
    syncs(room);
    pages(room);
    keys();
    slidingSyncs(room);
    packed();
    loggedOut();
    return session.exchanges();
  }

  private void mistakes() {
    session.get(null, "/_matrix/client/versions");
    session.get(token, "/_matrix/client/versions");
    session.send("HEAD", "/_matrix/client/versions", null, null, Map.of());
    session.get(null, API + "/sync");
    session.get("nobody", API + "/sync?timeout=1000");
    session.get(null, API + "/sync?access_token=" + token + "&timeout=-1");
    session.get(token, API + "/sync?timeout=soon");
    session.get(token, API + "/sync?since=nonsense");
    session.get(token, API + "/sync?set_presence=perhaps");
    session.get(token, API + "/sync?filter=%7Bbroken");
    session.get(token, API + "/sync?filter=4711");
    session.send("DELETE", API + "/sync", token, null, Map.of());
    session.get(token, API + "/no/such/path");
    session.get(token, "/_matrix/client/elsewhere");
    session.post(null, SLIDING, Map.of());
    session.post(token, SLIDING, "{broken");
    session.post(token, SLIDING, "[]");
    session.post(token, SLIDING + "?pos=nonsense", Map.of("lists", Map.of()));
    for (Object limit : List.of("x", 1.5, -1, true)) {
      Map<String, Object> extension = Map.of("enabled", true, "limit", limit);
      session.post(
          token, SLIDING, Map.of("lists", Map.of(), "extensions", Map.of(STICKY, extension)));
    }
    session.post(token, SLIDING, Map.of("lists", Map.of(), "unknown", "x".repeat(2 << 20)));
    session.get(token, SLIDING);
    session.post(token, API + "/createRoom", "{broken");
    session.get(token, API + "/rooms/!nowhere/messages?dir=b&from=nonsense");
    session.get(token, API + "/keys/changes?from=nonsense&to=nonsense");
    for (String path : List.of(API + "/sync", SLIDING, API + "/rooms/!a/send/b/c")) {
      session.send(
          "OPTIONS",
          path,
          null,
          null,
          Map.of("Origin", "https://app.example", "Access-Control-Request-Method", "POST"));
    }
  }

  private String room() {
    JsonNode made =
        session.post(
            token,
            API + "/createRoom",
            Map.of("preset", "private_chat", "room_version", "11", "name", "a room"));
    String room = made.get("room_id").textValue();
    session.calling(room, "<room>");
    session.calling(Session.encode(room), "<room>");
    session.get(bobsToken, room(room) + "/state");
    session.post(token, room(room) + "/invite", Map.of("user_id", bob.userId()));
    session.get(bobsToken, API + "/sync");
    session.post(bobsToken, room(room) + "/join", Map.of());
    session.put(token, room(room) + "/state/m.room.topic/", Map.of("topic", "grün ist 青 🌱"));
    return room;
  }

  private void syncs(String room) {
    String since = session.get(token, API + "/sync?timeout=0").get("next_batch").textValue();
    String message = say(room, "hello \u0007 \"quoted\" / \\ 🌱");
    session.put(bobsToken, room(room) + "/typing/" + encoded(bob), Map.of("typing", false));
    session.post(bobsToken, room(room) + "/receipt/m.read/" + Session.encode(message), Map.of());
    session.put(
        bobsToken,
        API + "/sendToDevice/org.example.note/" + ++transaction,
        Map.of("messages", Map.of(alice.userId(), Map.of("*", Map.of("note", 1)))));
    session.put(token, user() + "/account_data/org.example.setting", Map.of("on", true));
    session.put(
        token, user() + "/rooms/" + Session.encode(room) + "/tags/m.favourite", Map.of("order", 0));
    since = sync("/sync?timeout=5000&since=" + since);
    sync("/sync?timeout=0&full_state=true&since=" + since);
    sync("/sync?timeout=300&since=" + since);
    for (int message2 = 0; message2 < 12; message2++) {
      say(room, "message " + message2);
    }
    sync("/sync?timeout=0&since=" + since + "&filter=" + timelineOf(5));
    sync("/sync?since=" + since + "&set_presence=offline&filter=" + savedFilter());
    session.get(token, "/_matrix/client/r0/sync?timeout=0");
    String redacted = say(room, "to be redacted");
    since = sync("/sync");
    session.put(
        token,
        room(room) + "/redact/" + Session.encode(redacted) + "/" + ++transaction,
        Map.of("reason", "a mistake"));
    since = sync("/sync?timeout=0&since=" + since);
    session.post(bobsToken, room(room) + "/leave", Map.of());
    sync("/sync?timeout=0&since=" + since);
    session.get(bobsToken, API + "/sync?filter=" + json("{\"room\":{\"include_leave\":true}}"));
    session.post(token, room(room) + "/invite", Map.of("user_id", bob.userId()));
    session.post(bobsToken, room(room) + "/join", Map.of());
  }

  private void pages(String room) {
    String since = sync("/sync?filter=" + timelineOf(2));
    JsonNode sync = session.get(token, API + "/sync?filter=" + timelineOf(2));
    String before =
        sync.at("/rooms/join").path(room).path("timeline").path("prev_batch").asText("none");
    session.get(token, room(room) + "/messages?dir=b&limit=3&from=" + before);
    session.get(token, room(room) + "/messages?dir=b&limit=3&from=" + since);
    session.get(token, room(room) + "/messages?dir=f&limit=3&from=" + before + "&to=" + since);
    session.get(token, room(room) + "/messages?dir=b&limit=3");
    String event = say(room, "with relations");
    session.put(
        token,
        room(room) + "/send/m.reaction/" + ++transaction,
        Map.of("m.relates_to", Map.of("rel_type", "m.annotation", "event_id", event, "key", "🌱")));
    String now = sync("/sync");
    String relations = room(room).replace("/v3/", "/v1/") + "/relations/" + Session.encode(event);
    session.get(token, relations);
    session.get(token, relations + "?dir=b&from=" + now);
    session.get(token, room(room) + "/context/" + Session.encode(event) + "?limit=4");
    session.get(token, room(room) + "/members?at=" + now);
    session.get(token, room(room) + "/joined_members");
    session.get(token, room(room) + "/event/$nowhere");
    session.get(token, API + "/pushrules/");
    session.get(token, API + "/account/whoami");
    session.get(token, API + "/profile/" + encoded(alice));
  }

  private void keys() {
    String since = sync("/sync");
    session.post(
        bobsToken,
        API + "/keys/upload",
        Map.of("one_time_keys", Map.of("curve25519:AAAA", "a key of no use")));
    session.post(
        token, API + "/keys/query", Map.of("device_keys", Map.of(bob.userId(), List.of())));
    String now = sync("/sync?timeout=0&since=" + since);
    session.get(token, API + "/keys/changes?from=" + since + "&to=" + now);
  }

  private void slidingSyncs(String room) {
    Map<String, Object> list =
        Map.of(
            "ranges", List.of(List.of(0, 9)),
            "timeline_limit", 3,
            "required_state", List.of(List.of("m.room.name", "")));
    Map<String, Object> body =
        Map.of(
            "conn_id", "one",
            "lists", Map.of("all", list),
            "extensions", Map.of("account_data", Map.of("enabled", true)));
    String pos = session.post(token, SLIDING, body).get("pos").textValue();
    say(room, "for sliding sync");
    pos = session.post(token, SLIDING + "?timeout=5000&pos=" + pos, body).get("pos").textValue();
    session.post(token, SLIDING + "?timeout=300&pos=" + pos, body);
    session.post(token, SLIDING + "?pos=" + pos + "999", body);
    session.post(
        token,
        SLIDING + "?timeout=0",
        Map.of(
            "conn_id",
            "two",
            "room_subscriptions",
            Map.of(room, Map.of("timeline_limit", 1, "required_state", List.of()))));
  }

  private void packed() {
    Map<String, String> gzip = Map.of("Accept-Encoding", "gzip");
    session.send("GET", API + "/sync?timeout=0", token, null, gzip);
    session.send("GET", "/_matrix/client/versions", null, null, gzip);
    session.send("GET", API + "/pushrules/", token, null, gzip);
  }

  private void loggedOut() {
    session.post(bobsToken, API + "/logout", Map.of());
    session.get(bobsToken, API + "/sync");
    session.post(bobsToken, SLIDING, Map.of());
  }

  /**
   * Syncs, no two first times alike, which Synapse would answer from a cache; returns the token.
   */
  private String sync(String pathAndQuery) {
    String unlike =
        pathAndQuery.contains("timeout=")
            ? pathAndQuery
            : pathAndQuery + (pathAndQuery.contains("?") ? "&" : "?") + "timeout=" + ++transaction;
    return session.get(token, API + unlike).get("next_batch").textValue();
  }

  /** Sends a text message; returns the event id. */
  private String say(String room, String text) {
    return session
        .put(
            token,
            room(room) + "/send/m.room.message/" + ++transaction,
            Map.of("msgtype", "m.text", "body", text))
        .get("event_id")
        .textValue();
  }

  private String savedFilter() {
    return session
        .post(token, user() + "/filter", Map.of("room", Map.of("timeline", Map.of("limit", 4))))
        .get("filter_id")
        .textValue();
  }

  private static String timelineOf(int limit) {
    return json("{\"room\":{\"timeline\":{\"limit\":" + limit + "}}}");
  }

  private static String json(String filter) {
    return Session.encode(filter);
  }

  private static String room(String room) {
    return API + "/rooms/" + Session.encode(room);
  }

  private String user() {
    return API + "/user/" + encoded(alice);
  }

  private static String encoded(MatrixClient user) {
    return Session.encode(user.userId());
  }

  private static String localpart(MatrixClient user) {
    return user.userId().substring(1, user.userId().indexOf(':'));
  }
}
