package dev.burdock.testkit.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Breach;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Unserved;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A client that long-polls {@code /sync}, chains the tokens, and tells a history what it sees and
 * what it cannot use. It may be a slow one.
 */
public final class SyncClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_MS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TIME_LEFT = StickyNames.UNSTABLE.timeLeft();

  private final String user;
  private final String token;
  private final URI url;
  private final Duration rest;
  private final History history;
  private final Clock clock;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread thread;
  private volatile String since;
  private volatile boolean closed;

  private SyncClient(
      URI url,
      String user,
      String token,
      String since,
      Duration rest,
      History history,
      Clock clock) {
    this.url = url;
    this.user = user;
    this.token = token;
    this.since = since;
    this.rest = rest;
    this.history = history;
    this.clock = clock;
    this.thread = new Thread(this::poll, "client " + user);
  }

  /**
   * Starts polling.
   *
   * @param url base of the client API
   * @param since the token to begin with; null for none
   * @param rest how long it rests between a response and the next request
   */
  public static SyncClient start(
      URI url,
      String user,
      String token,
      String since,
      Duration rest,
      History history,
      Clock clock) {
    SyncClient client = new SyncClient(url, user, token, since, rest, history, clock);
    client.thread.setDaemon(true);
    client.thread.start();
    return client;
  }

  public String user() {
    return user;
  }

  /** The token of its last response; null before the first. */
  public String since() {
    return since;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    while (!closed) {
      try {
        boolean answered = once();
        Thread.sleep(answered ? rest.toMillis() : PAUSE_MS);
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /** Whether it was answered. */
  private boolean once() throws InterruptedException {
    try {
      long asked = clock.millis();
      HttpResponse<String> response =
          http.send(request(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      long now = clock.millis();
      if (response.statusCode() != 200) {
        history.add(new Unserved(user, response.statusCode(), now));
        return false;
      }
      return read(response.body(), asked, now);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it could be used. */
  private boolean read(String response, long asked, long now) {
    JsonNode body;
    try {
      body = JSON.readTree(response);
    } catch (JsonProcessingException e) {
      history.add(new Breach(user, "/sync answered no JSON", now));
      return false;
    }
    for (var room : body.path("rooms").path("join").properties()) {
      for (JsonNode event : room.getValue().path("msc4354_sticky").path("events")) {
        String id = event.path("event_id").asText();
        history.add(new Seen(user, room.getKey(), id, asked, now, timeLeft(id, event, now)));
      }
    }
    String next = body.path("next_batch").asText();
    if (next.isEmpty()) {
      history.add(new Breach(user, "/sync answered without next_batch", now));
      return false;
    }
    since = next;
    return true;
  }

  private OptionalLong timeLeft(String eventId, JsonNode event, long now) {
    JsonNode left = event.path("unsigned").path(TIME_LEFT);
    if (!left.isMissingNode() && !left.isIntegralNumber()) {
      history.add(new Breach(user, "time left of " + eventId + " is " + left + " (R17)", now));
    }
    return left.isIntegralNumber() ? OptionalLong.of(left.asLong()) : OptionalLong.empty();
  }

  private HttpRequest request() {
    String query = "?timeout=" + POLL.toMillis();
    if (since != null) {
      query += "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
    }
    return HttpRequest.newBuilder(url.resolve("/_matrix/client/v3/sync" + query))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE)
        .build();
  }
}
