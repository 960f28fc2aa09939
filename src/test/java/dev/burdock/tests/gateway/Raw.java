package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests that no SDK makes just so: filters, tokens that repeat, single sliding syncs. */
public final class Raw {
  static final String TYPE = "org.matrix.msc4143.rtc.member";
  static final Duration HOUR = Duration.ofHours(1);
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

  /** A filter that keeps {@link #TYPE} out of timelines. */
  static final String NO_STICKY_TIMELINE =
      "{\"room\":{\"timeline\":{\"not_types\":[\"" + TYPE + "\"]}}}";

  private static final String EXTENSION = "org.matrix.msc4354.sticky_events";

  private Raw() {}

  /** Sends {@code count} sticky events one after the other; returns their ids. */
  static List<String> sendSticky(MatrixClient sender, String room, int count) {
    List<String> sent = new ArrayList<>();
    for (int event = 0; event < count; event++) {
      sent.add(sender.sendSticky(room, TYPE, Map.of("number", event), HOUR));
    }
    return sent;
  }

  static List<String> ids(List<JsonNode> events) {
    return events.stream().map(event -> event.get("event_id").textValue()).toList();
  }

  /** Every sticky event that a new session of a user is shown, over chained tokens. */
  public static List<String> allSticky(MatrixClient user, String room) {
    List<String> shown = new ArrayList<>();
    SyncResponse page = user.sync(null, Duration.ZERO, NO_STICKY_TIMELINE);
    while (!page.sticky(room).isEmpty()) {
      shown.addAll(ids(page.sticky(room)));
      page = user.sync(page.nextBatch(), Duration.ZERO, NO_STICKY_TIMELINE);
    }
    return shown;
  }

  /**
   * One sliding sync with the extension of sticky events.
   *
   * @param pos of the previous response; null: a new connection
   * @param since of the extension; null: everything
   */
  static Sliding slidingSync(
      MatrixClient user, String pos, String since, int limit, int timelineLimit) {
    return slidingSync(user, pos, since, limit, timelineLimit, Duration.ZERO);
  }

  /** The same, which waits for news. */
  static Sliding slidingSync(
      MatrixClient user, String pos, String since, int limit, int timelineLimit, Duration timeout) {
    Map<String, Object> extension = new HashMap<>(Map.of("enabled", true, "limit", limit));
    if (since != null) {
      extension.put("since", since);
    }
    Map<String, Object> list =
        Map.of(
            "ranges", List.of(List.of(0, 9)),
            "timeline_limit", timelineLimit,
            "required_state", List.of());
    Map<String, Object> body =
        Map.of("lists", Map.of("all", list), "extensions", Map.of(EXTENSION, extension));
    String query =
        pos == null ? "" : "?pos=" + Session.encode(pos) + "&timeout=" + timeout.toMillis();
    return new Sliding(user.raw("POST", SLIDING + query, body).orThrow());
  }

  /** The body of a sliding sync. */
  record Sliding(JsonNode body) {
    String pos() {
      return body.get("pos").textValue();
    }

    String nextBatch() {
      return body.path("extensions").path(EXTENSION).path("next_batch").asText();
    }

    List<String> sticky(String room) {
      return ids(body.path("extensions").path(EXTENSION).path("rooms").path(room).path("events"));
    }

    List<String> timeline(String room) {
      return ids(body.path("rooms").path(room).path("timeline"));
    }

    /** The events of one type in a timeline. */
    List<String> timelineOf(String room, String type) {
      List<String> ids = new ArrayList<>();
      body.path("rooms")
          .path(room)
          .path("timeline")
          .forEach(
              event -> {
                if (event.path("type").asText().equals(type)) {
                  ids.add(event.get("event_id").textValue());
                }
              });
      return ids;
    }

    private static List<String> ids(JsonNode events) {
      List<String> ids = new ArrayList<>();
      events.forEach(event -> ids.add(event.get("event_id").textValue()));
      return ids;
    }
  }
}
