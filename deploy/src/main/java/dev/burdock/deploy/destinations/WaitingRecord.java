package dev.burdock.deploy.destinations;

import dev.burdock.schemas.outbound.Outbound;

/**
 * One PDU that waits in a retry topic.
 *
 * @param offset its place there
 * @param receivedTs when the event was received, ms
 * @param endTs after this it is dropped, ms
 */
public record WaitingRecord(
    long offset, String eventId, String roomId, long receivedTs, long endTs) {

  static WaitingRecord of(long offset, Outbound outbound) {
    return new WaitingRecord(
        offset,
        outbound.getEventId(),
        outbound.getRoomId(),
        outbound.getReceivedTs(),
        outbound.getEndTs());
  }
}
