package dev.burdock.testkit.demo.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.testkit.demo.client.LongPollClient;
import dev.burdock.testkit.demo.remote.Arrivals;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.oracle.RoomModel;
import dev.burdock.testkit.oracle.StickyEntry;
import dev.burdock.testkit.recording.Recording.Room;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The account of a demo: what was fed, what clients and servers got, and what follows from the one
 * for the other. It sees what goes into Burdock and what comes out, and asks Burdock nothing. Safe
 * for many threads.
 */
public final class Ledger implements Arrivals, LongPollClient.Received {
  /** How late a response may be read after it was written, ms. */
  private static final long READING_MS = 250;

  /** How long a transaction may be on its way to a server, its connection included, ms. */
  private static final long WAY_MS = 1_000;

  private static final String TIME_LEFT = StickyNames.UNSTABLE.timeLeft();

  private final Clock clock;
  private final Map<String, RoomModel> rooms = new HashMap<>();
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<String, Long> ends = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long events;
  private long sticky;
  private long firstDeliveryMs;

  public Ledger(Clock clock) {
    this.clock = clock;
  }

  /** Expects deliveries to a client of {@code user}. */
  public synchronized void addClient(String user) {
    targets.put(user, new Target(user, Patience.CLIENT));
  }

  /** Expects pushes to a remote server. */
  public synchronized void addServer(String name) {
    targets.put(name, new Target(name, Patience.SERVER));
  }

  /** Nobody can reach the server from now on. */
  public synchronized void down(String server) {
    targets.get(server).patience().down(clock.millis());
  }

  /** The server can be reached again. */
  public synchronized void up(String server) {
    targets.get(server).patience().up(clock.millis());
  }

  /** A room, as it is before its first event is fed. */
  public synchronized void open(Room room) {
    rooms.put(room.id(), new RoomModel(room));
  }

  /** The version of a room; null for an unknown one. */
  public synchronized RoomVersion version(String roomId) {
    RoomModel room = rooms.get(roomId);
    return room == null ? null : room.version();
  }

  /** Events that are about to be sent: from now on they may be delivered. */
  public synchronized void sending(Collection<FedEvent> fed, long sentMs) {
    for (FedEvent event : fed) {
      if (event.stickyMs().isPresent()) {
        ends.put(event.id(), new StickyEntry(event, sentMs).endMs());
      }
    }
  }

  /** Events that Burdock acknowledged: from now on they must be delivered. */
  public synchronized void fed(Collection<FedEvent> fed, long sentMs, long acknowledgedMs) {
    for (FedEvent event : fed) {
      events++;
      sticky += event.stickyMs().isPresent() ? 1 : 0;
      rooms.get(event.roomId()).take(event, sentMs, acknowledgedMs);
    }
  }

  @Override
  public synchronized void taken(String server, String eventId, ObjectNode pdu, long firstSeenMs) {
    Long end = ends.get(eventId);
    boolean expired = end != null && firstSeenMs > end + WAY_MS;
    got(targets.get(server), pdu.path("room_id").asText(), eventId, firstSeenMs, expired);
  }

  @Override
  public synchronized void retried(String server) {
    targets.get(server).retried();
  }

  @Override
  public synchronized void event(
      String user, String roomId, JsonNode event, long askedMs, long atMs) {
    String id = event.path("event_id").asText();
    Long end = ends.get(id);
    JsonNode left = event.path("unsigned").path(TIME_LEFT);
    boolean hasTimeLeft = !left.isMissingNode();
    if (end != null && (atMs <= end || hasTimeLeft)) {
      boolean right =
          left.isIntegralNumber()
              && left.asLong() > 0
              && left.asLong() <= end - askedMs
              && left.asLong() >= end - atMs - READING_MS;
      if (!right) {
        violated(user, "time left of " + id + " is " + left + " (R17)");
      }
    }
    // A response with time left was written in time, however late it was read.
    boolean expired = end != null && !hasTimeLeft && atMs > end + READING_MS;
    got(targets.get(user), roomId, id, atMs, expired);
  }

  @Override
  public synchronized void violated(String target, String what) {
    violations.add(target + ": " + what);
  }

  /** How it stands now. */
  public synchronized Score score() {
    long now = clock.millis();
    List<TargetScore> scores = new ArrayList<>();
    targets.values().forEach(target -> scores.add(target.score(rooms, now)));
    return new Score(events, sticky, firstDeliveryMs, scores, List.copyOf(violations));
  }

  private void got(Target target, String roomId, String eventId, long atMs, boolean expired) {
    if (firstDeliveryMs == 0) {
      firstDeliveryMs = clock.millis();
    }
    target.got(roomId, eventId, atMs, expired);
  }
}
