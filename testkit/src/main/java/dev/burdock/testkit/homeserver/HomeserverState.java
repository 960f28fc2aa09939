package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the simulated homeserver knows: the joined members and the authorising state of its rooms,
 * and the PDUs of its own events. Safe for many threads.
 */
public final class HomeserverState {
  private static final Set<String> AUTHORISING =
      Set.of("m.room.create", "m.room.power_levels", "m.room.join_rules");

  private final Map<String, RoomState> rooms = new ConcurrentHashMap<>();
  private final Map<String, FedEvent> own = new ConcurrentHashMap<>();
  private final Set<String> redacted = ConcurrentHashMap.newKeySet();

  private record RoomState(
      RoomVersion version, Set<String> joined, Map<String, ObjectNode> state) {}

  /** Adds a room as it is before its first transaction. */
  public void open(RecordedRoom room) {
    RoomState state = new RoomState(room.version(), new TreeSet<>(), new HashMap<>());
    if (!room.membersAtStart().isEmpty()) {
      room.membersAtStart().forEach(member -> state.joined.add(member.path("state_key").asText()));
      state.state.putAll(PresetState.of(room));
    }
    rooms.put(room.id(), state);
  }

  /** The version of a room; null for an unknown one. */
  public RoomVersion version(String roomId) {
    RoomState state = rooms.get(roomId);
    return state == null ? null : state.version;
  }

  /** Makes the PDU of an own event readable; before the event is sent. */
  public void store(FedEvent event) {
    event.pdu().ifPresent(pdu -> own.put(event.id(), event));
    event.redacts().ifPresent(redacted::add);
  }

  /** Makes what the event changed the room's state; after it was sent. */
  public void apply(FedEvent event) {
    RoomState state = rooms.get(event.roomId());
    synchronized (state) {
      if (event.isMembership()) {
        if (event.isJoin()) {
          state.joined.add(event.stateKey());
        } else {
          state.joined.remove(event.stateKey());
        }
      } else if (AUTHORISING.contains(event.type())) {
        state.state.put(event.type(), event.client());
      }
    }
  }

  /** The body of {@code /joined_members}; empty when the user is not in the room. */
  Optional<ObjectNode> joinedMembers(String roomId, String userId) {
    RoomState state = rooms.get(roomId);
    if (state == null) {
      return Optional.empty();
    }
    synchronized (state) {
      if (!state.joined.contains(userId)) {
        return Optional.empty();
      }
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      ObjectNode joined = body.putObject("joined");
      state.joined.forEach(joined::putObject);
      return Optional.of(body);
    }
  }

  /** A state event of the room. */
  Optional<ObjectNode> state(String roomId, String type) {
    RoomState state = rooms.get(roomId);
    if (state == null) {
      return Optional.empty();
    }
    synchronized (state) {
      return Optional.ofNullable(state.state.get(type));
    }
  }

  /** The PDU of an own event; its redacted form once it is redacted, as a real one gives it. */
  Optional<ObjectNode> pdu(String eventId) {
    return Optional.ofNullable(own.get(eventId))
        .flatMap(
            event ->
                event
                    .pdu()
                    .map(
                        pdu ->
                            redacted.contains(eventId)
                                ? Redaction.redact(pdu, event.version())
                                : pdu));
  }
}
