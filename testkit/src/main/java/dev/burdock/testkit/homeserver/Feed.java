package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Withdrawn;
import dev.burdock.testkit.homeserver.EventMaker.Made;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A simulated homeserver that feeds its rooms' events through {@code POST /_burdock/v1/events}, and
 * tells a history what was acknowledged. It repeats a batch until that happens. A room is to be fed
 * by one thread at a time.
 */
public final class Feed {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI url;
  private final String token;
  private final String server;
  private final Set<String> watched;
  private final EventMaker maker;
  private final RandomGenerator random;
  private final History history;
  private final Clock clock;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param ingest base URL of ingest
   * @param token of the native feed
   * @param watched users whose clients tell the history what they see
   */
  public Feed(
      URI ingest,
      String token,
      Identity homeserver,
      Set<String> watched,
      RandomGenerator random,
      History history,
      Clock clock) {
    this.url = ingest.resolve("/_burdock/v1/events");
    this.token = token;
    this.server = homeserver.name().value();
    this.watched = Set.copyOf(watched);
    this.maker = new EventMaker(homeserver);
    this.random = random;
    this.history = history;
    this.clock = clock;
  }

  /** Creates a room with these members, the first of whom is ours and its creator. */
  public SimulatedRoom createRoom(List<String> members) throws IOException, InterruptedException {
    String id = "!" + Long.toHexString(random.nextLong()) + ":" + server;
    SimulatedRoom room = new SimulatedRoom(id, members.get(0));
    ObjectNode create = JsonNodeFactory.instance.objectNode();
    create.put("room_version", EventMaker.VERSION.id());
    List<Made> made = new ArrayList<>();
    made.add(maker.state(id, room.creator(), "m.room.create", "", create, clock.millis()));
    members.forEach(user -> made.add(membership(room, user, "join")));
    for (int from = 0; from < made.size(); from += 500) {
      post(made.subList(from, Math.min(made.size(), from + 500)));
    }
    members.forEach(room::join);
    return room;
  }

  public void join(SimulatedRoom room, String user) throws IOException, InterruptedException {
    post(List.of(membership(room, user, "join")));
    room.join(user);
  }

  public void leave(SimulatedRoom room, String user) throws IOException, InterruptedException {
    post(List.of(membership(room, user, "leave")));
    room.leave(user);
  }

  /**
   * Sends a sticky event.
   *
   * @return its id
   */
  public String sticky(SimulatedRoom room, String sender, Duration duration)
      throws IOException, InterruptedException {
    return sticky(room, sender, duration, 1).get(0);
  }

  /** Sends several in one batch. */
  public List<String> sticky(SimulatedRoom room, String sender, Duration duration, int count)
      throws IOException, InterruptedException {
    long ts = clock.millis();
    List<Made> made = make(room, sender, duration, count, ts, Optional.empty());
    Set<String> destinations = room.servers(server);
    Set<String> clients = room.joinedAmong(watched);
    post(made);
    long now = clock.millis();
    for (Made event : made) {
      history.add(
          new Acknowledged(
              event.eventId(),
              room.id(),
              room.nextSequence(),
              now,
              ts + duration.toMillis(),
              destinations,
              clients));
    }
    return made.stream().map(Made::eventId).toList();
  }

  /** Sends several in one batch that the history is not told of: a load, not a subject. */
  public void fill(SimulatedRoom room, String sender, Duration duration, int count)
      throws IOException, InterruptedException {
    post(make(room, sender, duration, count, clock.millis(), Optional.empty()));
  }

  /** The same, all of them values of one key of the map (R29). */
  public void fillKey(SimulatedRoom room, String sender, Duration duration, int count, String key)
      throws IOException, InterruptedException {
    post(make(room, sender, duration, count, clock.millis(), Optional.of(key)));
  }

  public void redact(SimulatedRoom room, String eventId) throws IOException, InterruptedException {
    post(List.of(maker.redaction(room.id(), room.creator(), eventId, clock.millis())));
    history.add(new Withdrawn(eventId, clock.millis()));
  }

  private List<Made> make(
      SimulatedRoom room,
      String sender,
      Duration duration,
      int count,
      long ts,
      Optional<String> key) {
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode content = JsonNodeFactory.instance.objectNode();
      content.put("body", Long.toHexString(random.nextLong()));
      key.ifPresent(given -> content.put(StickyNames.UNSTABLE.mapKey(), given));
      made.add(maker.sticky(room.id(), sender, duration.toMillis(), content, ts));
    }
    return made;
  }

  private Made membership(SimulatedRoom room, String user, String membership) {
    ObjectNode content = JsonNodeFactory.instance.objectNode().put("membership", membership);
    return maker.state(room.id(), user, "m.room.member", user, content, clock.millis());
  }

  private void post(List<Made> made) throws IOException, InterruptedException {
    ObjectNode batch = JsonNodeFactory.instance.objectNode().put("server_name", server);
    var events = batch.putArray("events");
    made.forEach(event -> events.add(event.element()));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(TIMEOUT)
            .POST(BodyPublishers.ofString(batch.toString()))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        last = response.statusCode() + " " + response.body();
        if (response.statusCode() == 200) {
          check(response.body());
          return;
        }
        if (response.statusCode() / 100 == 4 && response.statusCode() != 429) {
          break;
        }
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(PAUSE_MS);
    }
    throw new IOException("ingest did not take " + made.size() + " events: " + last);
  }

  private static void check(String answer) throws JsonProcessingException {
    for (JsonNode event : JSON.readTree(answer).path("events")) {
      if (event.has("errcode")) {
        throw new IllegalStateException("ingest refused an event: " + event);
      }
    }
  }
}
