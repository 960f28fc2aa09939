package dev.burdock.testkit.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Seen;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * A client that long-polls {@code /sync}, chains the tokens, and tells a history what it sees. It
 * may be a slow one.
 */
public final class SyncClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_MS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    this.thread = new Thread(this::poll, "watcher " + user);
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
    SyncClient watcher = new SyncClient(url, user, token, since, rest, history, clock);
    watcher.thread.setDaemon(true);
    watcher.thread.start();
    return watcher;
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
      HttpResponse<String> response =
          http.send(request(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() != 200) {
        return false;
      }
      JsonNode body = JSON.readTree(response.body());
      long now = clock.millis();
      body.path("rooms").path("join").forEach(room -> see(room, now));
      since = body.path("next_batch").asText();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void see(JsonNode room, long now) {
    room.path("msc4354_sticky")
        .path("events")
        .forEach(event -> history.add(new Seen(user, event.path("event_id").asText(), now)));
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
