package dev.burdock.testkit.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a recorded event anew: now instead of then, in the rooms of a pass, and therefore with
 * another hash, another signature and another id.
 */
final class EventCloner {
  private static final String TTL = StickyNames.UNSTABLE.timeLeft();

  private final Recording recording;
  private final Map<String, RoomVersion> versions = new HashMap<>();

  EventCloner(Recording recording) {
    this.recording = recording;
    recording.rooms().forEach(room -> versions.put(room.id(), room.version()));
  }

  /** The event of a transaction that came {@code atMs} after the beginning, as if it came now. */
  FedEvent clone(ObjectNode recorded, long atMs, Pass pass, long nowMs) {
    long lag = recording.recordedAtMs() + atMs - recorded.path("origin_server_ts").asLong();
    long ageMs = Math.max(0, lag);
    String recordedId = recorded.path("event_id").asText();
    RoomVersion version = versions.get(recorded.path("room_id").asText());
    Optional<ObjectNode> pdu =
        Optional.ofNullable(recording.pdus().get(recordedId))
            .map(old -> sign(pass.copy(old), version, nowMs - ageMs));
    String id =
        pdu.map(signed -> EventHashes.eventId(signed, version).value())
            .orElseGet(() -> pass.newEventId(recordedId));
    pass.became(recordedId, id);
    ObjectNode client = pass.copy(recorded);
    client.put("origin_server_ts", nowMs - ageMs);
    age(client, ageMs);
    return new FedEvent(id, client.path("room_id").asText(), version, client, pdu);
  }

  private ObjectNode sign(ObjectNode pdu, RoomVersion version, long originServerTs) {
    pdu.put("origin_server_ts", originServerTs);
    pdu.remove(List.of("hashes", "signatures"));
    return Signatures.signEvent(pdu, version, recording.server(), recording.key());
  }

  /** The members that say how old the event is, or how long it stays sticky. */
  private static void age(ObjectNode client, long ageMs) {
    if (client.has("age")) {
      client.put("age", ageMs);
    }
    if (client.get("unsigned") instanceof ObjectNode unsigned) {
      if (unsigned.has("age")) {
        unsigned.put("age", ageMs);
      }
      Stickiness.durationMs(client, StickyNames.UNSTABLE)
          .ifPresent(
              duration -> {
                if (unsigned.has(TTL)) {
                  long left = Math.min(duration, Stickiness.MAX_DURATION_MS) - ageMs;
                  unsigned.put(TTL, Math.max(1, left));
                }
              });
    }
  }
}
