package dev.burdock.tests.synapse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small client of the Matrix client API: one user, one access token, one base URL.
 *
 * <p>Calls block and throw {@link IllegalStateException} with the error's text unless answered with
 * 200; {@link #raw} returns whatever came. Thread-safe. JSON bodies are {@link JsonNode}, {@link
 * Map} or anything else that Jackson writes.
 */
public final class MatrixClient {
  private static final AtomicLong SYNCS = new AtomicLong();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(30))
          .build();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final URI base;
  private final String userId;
  private final String accessToken;

  private MatrixClient(URI base, String userId, String accessToken) {
    this.base = base;
    this.userId = userId;
    this.accessToken = accessToken;
  }

  /** A client without a user, for calls that need none. */
  public static MatrixClient anonymous(URI base) {
    return new MatrixClient(base, "", "");
  }

  /** Logs a user in once more, as a new device; {@code localpart} was registered by a test. */
  public static MatrixClient login(URI base, String localpart) {
    JsonNode answer =
        anonymous(base)
            .raw(
                "POST",
                "/_matrix/client/v3/login",
                Map.of(
                    "type", "m.login.password",
                    "identifier", Map.of("type", "m.id.user", "user", localpart),
                    "password", Registration.password(localpart)))
            .orThrow();
    return anonymous(base)
        .as(answer.get("user_id").textValue(), answer.get("access_token").textValue());
  }

  /** The same server as another user. */
  public MatrixClient as(String otherUserId, String otherToken) {
    return new MatrixClient(base, otherUserId, otherToken);
  }

  /** The same user and token through another base URL: a gateway before the homeserver, say. */
  public MatrixClient through(URI gateway) {
    return new MatrixClient(gateway, userId, accessToken);
  }

  public String userId() {
    return userId;
  }

  public String accessToken() {
    return accessToken;
  }

  /** Creates a room that anybody may join; returns its id. */
  public String createPublicRoom(String roomVersion) {
    return createRoom(Map.of("preset", "public_chat", "room_version", roomVersion));
  }

  /** Creates a room from the body of {@code /createRoom}; returns its id. */
  public String createRoom(Map<String, ?> options) {
    return raw("POST", "/_matrix/client/v3/createRoom", options).orThrow().get("room_id").asText();
  }

  /** Joins a room, over the given servers if this homeserver is not in it yet. */
  public void join(String roomId, String... via) {
    StringBuilder path = new StringBuilder("/_matrix/client/v3/join/").append(encode(roomId));
    char separator = '?';
    for (String server : via) {
      path.append(separator).append("server_name=").append(encode(server));
      path.append("&via=").append(encode(server));
      separator = '&';
    }
    raw("POST", path.toString(), Map.of()).orThrow();
  }

  public void leave(String roomId) {
    raw("POST", room(roomId, "leave"), Map.of()).orThrow();
  }

  public void invite(String roomId, String otherUserId) {
    raw("POST", room(roomId, "invite"), Map.of("user_id", otherUserId)).orThrow();
  }

  public void kick(String roomId, String otherUserId) {
    raw("POST", room(roomId, "kick"), Map.of("user_id", otherUserId)).orThrow();
  }

  public void ban(String roomId, String otherUserId) {
    raw("POST", room(roomId, "ban"), Map.of("user_id", otherUserId)).orThrow();
  }

  public void unban(String roomId, String otherUserId) {
    raw("POST", room(roomId, "unban"), Map.of("user_id", otherUserId)).orThrow();
  }

  /** Sends a message event; returns the event id. */
  public String send(String roomId, String type, Object content) {
    return eventId(raw("PUT", room(roomId, "send/" + encode(type) + "/" + txnId()), content));
  }

  /** Sends a text message; returns the event id. */
  public String sendText(String roomId, String text) {
    return send(roomId, "m.room.message", Map.of("msgtype", "m.text", "body", text));
  }

  /** Sends a sticky event (MSC4354, unstable parameter); returns the event id. */
  public String sendSticky(String roomId, String type, Object content, Duration duration) {
    String path =
        room(roomId, "send/" + encode(type) + "/" + txnId())
            + "?org.matrix.msc4354.sticky_duration_ms="
            + duration.toMillis();
    return eventId(raw("PUT", path, content));
  }

  /** Sets a state event; returns the event id. */
  public String setState(String roomId, String type, String stateKey, Object content) {
    return eventId(
        raw("PUT", room(roomId, "state/" + encode(type) + "/" + encode(stateKey)), content));
  }

  /** Redacts an event; returns the redaction's event id. */
  public String redact(String roomId, String eventId) {
    return eventId(raw("PUT", room(roomId, "redact/" + encode(eventId) + "/" + txnId()), Map.of()));
  }

  /** One event of a room as this user sees it; empty if the homeserver has or shows none. */
  public Optional<JsonNode> event(String roomId, String eventId) {
    MatrixResponse answer = raw("GET", room(roomId, "event/" + encode(eventId)), null);
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.orThrow());
  }

  /** The first sync of a session, with everything. */
  public SyncResponse sync() {
    return sync(null, Duration.ZERO, null);
  }

  public SyncResponse sync(String since, Duration timeout) {
    return sync(since, timeout, null);
  }

  /**
   * Long-polls {@code /sync}, each time a little longer: Synapse gives the same request the same
   * bytes for two minutes.
   *
   * @param since token of the previous response; null: from the start
   * @param timeout how long the server may wait for news
   * @param filter filter id or JSON; null: none
   */
  public SyncResponse sync(String since, Duration timeout, String filter) {
    return new SyncResponse(raw("GET", syncPath(since, timeout, filter), null).orThrow());
  }

  /** Long-polls {@code /sync} and breaks its connection after a while, as a client may. */
  public void abandonSync(String since, Duration after, String filter) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + syncPath(since, PATIENCE, filter)))
            .header("Authorization", "Bearer " + accessToken)
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        HTTP.sendAsync(request, BodyHandlers.discarding());
    try {
      answer.get(after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
    } catch (ExecutionException e) {
      throw new IllegalStateException("sync", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: sync", e);
    }
  }

  private static String syncPath(String since, Duration timeout, String filter) {
    StringBuilder path = new StringBuilder("/_matrix/client/v3/sync?timeout=");
    path.append(timeout.toMillis() + SYNCS.getAndIncrement() % 100);
    if (since != null) {
      path.append("&since=").append(encode(since));
    }
    if (filter != null) {
      path.append("&filter=").append(encode(filter));
    }
    return path.toString();
  }

  /**
   * Any request with this user's token.
   *
   * @param pathAndQuery encoded, from the first slash
   * @param body written as JSON; null: no body
   */
  public MatrixResponse raw(String method, String pathAndQuery, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(PATIENCE);
    if (!accessToken.isEmpty()) {
      request.header("Authorization", "Bearer " + accessToken);
    }
    try {
      request.method(
          method,
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new MatrixResponse(
          method + " " + pathAndQuery,
          response.statusCode(),
          response.headers(),
          parse(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + pathAndQuery, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + method + " " + pathAndQuery, e);
    }
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String eventId(MatrixResponse response) {
    return response.orThrow().get("event_id").textValue();
  }

  private static String room(String roomId, String rest) {
    return "/_matrix/client/v3/rooms/" + encode(roomId) + "/" + rest;
  }

  private static String txnId() {
    return UUID.randomUUID().toString();
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
