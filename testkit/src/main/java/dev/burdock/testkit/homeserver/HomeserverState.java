package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.testkit.recording.Recording.Room;
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

  private final Map<String, Members> rooms = new ConcurrentHashMap<>();
  private final Map<String, FedEvent> own = new ConcurrentHashMap<>();
  private final Set<String> redacted = ConcurrentHashMap.newKeySet();

  private record Members(RoomVersion version, Set<String> joined, Map<String, ObjectNode> state) {}

  /** Adds a room as it is before its first transaction. */
  public void open(Room room) {
    Members members = new Members(room.version(), new TreeSet<>(), new HashMap<>());
    if (!room.membersAtStart().isEmpty()) {
      room.membersAtStart()
          .forEach(member -> members.joined.add(member.path("state_key").asText()));
      members.state.putAll(PresetState.of(room));
    }
    rooms.put(room.id(), members);
  }

  /** The version of a room; null for an unknown one. */
  public RoomVersion version(String roomId) {
    Members members = rooms.get(roomId);
    return members == null ? null : members.version;
  }

  /** Makes the PDU of an own event readable; before the event is sent. */
  public void store(FedEvent event) {
    event.pdu().ifPresent(pdu -> own.put(event.id(), event));
    event.redacts().ifPresent(redacted::add);
  }

  /** Makes what the event changed the room's state; after it was sent. */
  public void apply(FedEvent event) {
    Members members = rooms.get(event.roomId());
    synchronized (members) {
      if (event.isMembership()) {
        if (event.isJoin()) {
          members.joined.add(event.stateKey());
        } else {
          members.joined.remove(event.stateKey());
        }
      } else if (AUTHORISING.contains(event.type())) {
        members.state.put(event.type(), event.client());
      }
    }
  }

  /** The body of {@code /joined_members}; empty when the user is not in the room. */
  Optional<ObjectNode> joinedMembers(String roomId, String userId) {
    Members members = rooms.get(roomId);
    if (members == null) {
      return Optional.empty();
    }
    synchronized (members) {
      if (!members.joined.contains(userId)) {
        return Optional.empty();
      }
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      ObjectNode joined = body.putObject("joined");
      members.joined.forEach(joined::putObject);
      return Optional.of(body);
    }
  }

  /** A state event of the room. */
  Optional<ObjectNode> state(String roomId, String type) {
    Members members = rooms.get(roomId);
    if (members == null) {
      return Optional.empty();
    }
    synchronized (members) {
      return Optional.ofNullable(members.state.get(type));
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
