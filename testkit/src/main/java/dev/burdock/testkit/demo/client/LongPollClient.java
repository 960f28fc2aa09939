package dev.burdock.testkit.demo.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/** A client that long-polls {@code /sync} and chains the tokens, on a thread of its own. */
public final class LongPollClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String user;
  private final String accessToken;
  private final String url;
  private final Received received;
  private final Clock clock;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread thread;
  private volatile boolean closed;

  private LongPollClient(
      String user, String accessToken, String url, Received received, Clock clock) {
    this.user = user;
    this.accessToken = accessToken;
    this.url = url;
    this.received = received;
    this.clock = clock;
    this.thread = new Thread(this::poll, "client " + user);
  }

  /** Who is told what came. Called from the client's thread. */
  public interface Received {
    /**
     * An event of a sticky section.
     *
     * @param askedMs when its request was sent
     */
    void event(String user, String roomId, JsonNode event, long askedMs, long atMs);

    /** A response that no client could use. */
    void violated(String user, String what);
  }

  /** Starts polling {@code url}, the base of the client API. */
  public static LongPollClient start(
      String user, String accessToken, String url, Received received, Clock clock) {
    LongPollClient client = new LongPollClient(user, accessToken, url, received, clock);
    client.thread.start();
    return client;
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
    String since = null;
    while (!closed) {
      try {
        since = once(since);
      } catch (IOException e) {
        pause();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private String once(String since) throws IOException, InterruptedException {
    long asked = clock.millis();
    HttpResponse<String> response =
        http.send(request(since), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    long now = clock.millis();
    if (response.statusCode() != 200) {
      received.violated(user, "/sync answered " + response.statusCode());
      pause();
      return since;
    }
    JsonNode body = parse(response.body());
    body.path("rooms")
        .path("join")
        .properties()
        .forEach(
            room ->
                room.getValue()
                    .path("msc4354_sticky")
                    .path("events")
                    .forEach(event -> received.event(user, room.getKey(), event, asked, now)));
    String next = body.path("next_batch").asText();
    if (next.isEmpty()) {
      received.violated(user, "/sync answered without next_batch");
    }
    return next;
  }

  private HttpRequest request(String since) {
    String query = "?timeout=" + POLL.toMillis();
    if (since != null) {
      query += "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
    }
    return HttpRequest.newBuilder(URI.create(url + "/_matrix/client/v3/sync" + query))
        .header("Authorization", "Bearer " + accessToken)
        .timeout(PATIENCE)
        .build();
  }

  private JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      received.violated(user, "/sync answered no JSON");
      return JSON.nullNode();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }
}
