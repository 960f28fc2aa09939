package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event as the simulated homeserver sends it.
 *
 * @param client in the format of the transaction
 * @param pdu signed; empty for an event of another server
 */
public record FedEvent(
    String id, String roomId, RoomVersion version, ObjectNode client, Optional<ObjectNode> pdu) {

  public String type() {
    return client.path("type").asText();
  }

  public String sender() {
    return client.path("sender").asText();
  }

  public long originServerTs() {
    return client.path("origin_server_ts").asLong();
  }

  /** As sent, ms; empty for an event that is not sticky. */
  public OptionalLong stickyMs() {
    return Stickiness.durationMs(client, StickyNames.UNSTABLE);
  }

  public boolean softFailed() {
    return client.path("unsigned").path("io.element.synapse.soft_failed").asBoolean();
  }

  /** The id of the event that it redacts. */
  public Optional<String> redacts() {
    if (!type().equals("m.room.redaction")) {
      return Optional.empty();
    }
    String target = client.path("redacts").asText(client.path("content").path("redacts").asText());
    return Optional.of(target).filter(id -> !id.isEmpty());
  }

  public boolean isMembership() {
    return type().equals("m.room.member");
  }

  public String stateKey() {
    return client.path("state_key").asText();
  }

  public boolean isJoin() {
    return client.path("content").path("membership").asText().equals("join");
  }
}
