package dev.burdock.ingest.pdu;

import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import java.util.Optional;

/**
 * A recorded sticky event of our own whose PDU is missing.
 *
 * @param event its record
 * @param endTs when it ends to be sticky, ms: after that its PDU is of no use
 */
record WantedPdu(RoomEvent event, StickyEvent sticky, long endTs) {

  /**
   * What a record of {@code room-events} asks for.
   *
   * @param serverName the server of ours whose homeserver can be asked
   */
  static Optional<WantedPdu> of(RoomEvent event, String serverName) {
    if (event.getBody() instanceof StickyEvent sticky
        && sticky.getPdu() == null
        && !sticky.getSoftFailed()
        && isOf(sticky.getSender(), serverName)) {
      Stickiness.Lifetime window =
          Stickiness.lifetime(
              event.getReceivedTs(), sticky.getOriginServerTs(), sticky.getDurationMs());
      return Optional.of(new WantedPdu(event, sticky, window.endMs()));
    }
    return Optional.empty();
  }

  String roomId() {
    return event.getRoomId();
  }

  String eventId() {
    return sticky.getEventId();
  }

  private static boolean isOf(String sender, String serverName) {
    try {
      return UserId.parse(sender).server().value().equals(serverName);
    } catch (InvalidIdException e) {
      return false;
    }
  }
}
