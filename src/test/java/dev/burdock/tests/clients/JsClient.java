package dev.burdock.tests.clients;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.tests.synapse.MatrixClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A user whose client is the real {@code matrix-js-sdk}, in a Node process of its own.
 *
 * <p>It syncs from its start on. The lists that it returns are snapshots in the order of arrival;
 * tests await what they expect of them.
 */
public final class JsClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final NodeProcess node;

  private JsClient(NodeProcess node) {
    this.node = node;
  }

  /**
   * Starts a client for a user who has a token.
   *
   * @param base where the client finds its homeserver: the homeserver itself or a gateway
   * @param log gets what the SDK logs
   */
  public static JsClient start(MatrixClient user, URI base, SdkOptions options, Path log) {
    JsClient client = new JsClient(NodeProcess.start(log));
    client.command(
        "start",
        Map.of(
            "baseUrl", base.toString(),
            "userId", user.userId(),
            "accessToken", user.accessToken(),
            "sliding", options.sliding(),
            "crypto", options.crypto(),
            "limit", options.timelineLimit(),
            "pollMs", options.poll().toMillis()));
    return client;
  }

  /** Waits until a response has told of a room. */
  public void awaitRoom(String roomId) {
    await()
        .atMost(PATIENCE)
        .until(() -> responses().stream().anyMatch(answer -> answer.rooms().has(roomId)));
  }

  /** Sends a sticky event with the SDK's own method; returns the event id. */
  public String sendSticky(String roomId, String type, Object content, Duration duration) {
    return command(
            "sendSticky",
            Map.of(
                "roomId", roomId,
                "type", type,
                "content", content,
                "durationMs", duration.toMillis()))
        .textValue();
  }

  /** Sends text messages one after the other; returns their event ids. */
  public List<String> sendTexts(String roomId, int count) {
    return texts(command("sendTexts", Map.of("roomId", roomId, "count", count)));
  }

  public String redact(String roomId, String eventId) {
    return command("redact", Map.of("roomId", roomId, "eventId", eventId)).textValue();
  }

  /**
   * Sends sticky events that last twice as long each time, from five seconds on, until this client
   * has seen one before its end; returns its id.
   */
  public String sendStickyUntilSeen(String roomId, String type) {
    Duration lasts = Duration.ofSeconds(5);
    while (true) {
      String sent = sendSticky(roomId, type, Map.of(), lasts);
      try {
        await().atMost(lasts).until(() -> stickyAdded(roomId).contains(sent));
        return sent;
      } catch (ConditionTimeoutException e) {
        lasts = lasts.multipliedBy(2);
        if (lasts.compareTo(Duration.ofHours(1)) > 0) {
          throw e;
        }
      }
    }
  }

  /** Replaces the list of ignored users. */
  public void ignore(String... userIds) {
    command("ignore", Map.of("userIds", userIds));
  }

  public void join(String roomId) {
    command("join", Map.of("roomId", roomId));
  }

  public void leave(String roomId) {
    command("leave", Map.of("roomId", roomId));
  }

  /** Breaks the line: what is under way fails, and so does what follows until {@link #connect}. */
  public void disconnect() {
    command("disconnect", Map.of());
  }

  public void connect() {
    command("connect", Map.of());
  }

  /** Ids of the sticky events of a room that the SDK holds now. */
  public List<String> stickyNow(String roomId) {
    return ids(command("sticky", Map.of("roomId", roomId)));
  }

  /** Ids of the sticky events that {@code RoomStickyEvents} announced; repetitions are kept. */
  public List<String> stickyAdded(String roomId) {
    return stickyReports(roomId, "added");
  }

  /** Ids of the sticky events that {@code RoomStickyEvents} took away: expired or redacted. */
  public List<String> stickyRemoved(String roomId) {
    return stickyReports(roomId, "removed");
  }

  /** Ids of the live timeline events of a room, in the order of arrival. */
  public List<String> timeline(String roomId) {
    List<String> ids = new ArrayList<>();
    for (JsonNode report : node.reports("timeline")) {
      if (report.path("room").asText().equals(roomId)) {
        ids.add(report.path("event").path("id").asText());
      }
    }
    return ids;
  }

  /** All sync responses so far. */
  public List<SdkResponse> responses() {
    return node.reports("response").stream().map(SdkResponse::of).toList();
  }

  /** How many uploads of keys have been answered so far. */
  public int keyUploads() {
    return node.reports("keys").size();
  }

  /** The SDK's last sync state, such as {@code SYNCING}; empty before the first. */
  public String syncState() {
    List<JsonNode> states = node.reports("sync");
    return states.isEmpty() ? "" : states.get(states.size() - 1).path("state").asText();
  }

  @Override
  public void close() {
    node.close();
  }

  private JsonNode command(String name, Map<String, ?> parameters) {
    return node.command(name, JSON.valueToTree(parameters));
  }

  private List<String> stickyReports(String roomId, String list) {
    List<String> ids = new ArrayList<>();
    for (JsonNode report : node.reports("sticky")) {
      if (report.path("room").asText().equals(roomId)) {
        ids.addAll(ids(report.path(list)));
      }
    }
    return ids;
  }

  private static List<String> ids(JsonNode events) {
    List<String> ids = new ArrayList<>();
    events.forEach(event -> ids.add(event.path("id").asText()));
    return ids;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
