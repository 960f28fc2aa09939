package dev.burdock.ingest.pdu;

import dev.burdock.ingest.testing.Events;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import java.nio.ByteBuffer;

/** Recorded sticky events for tests. */
final class Stickies {
  private Stickies() {}

  static RoomEvent record(String roomId, String eventId) {
    return record(roomId, eventId, Events.ADA, false, null);
  }

  static RoomEvent record(
      String roomId, String eventId, String sender, boolean softFailed, ByteBuffer pdu) {
    return RoomEvent.newBuilder()
        .setRoomId(roomId)
        .setServerName(Events.OURS)
        .setReceivedTs(Events.SENT_TS)
        .setFeed(Feed.APPSERVICE)
        .setBody(
            StickyEvent.newBuilder()
                .setEventId(eventId)
                .setSender(sender)
                .setType("m.x")
                .setOriginServerTs(Events.SENT_TS)
                .setDurationMs(60_000)
                .setSoftFailed(softFailed)
                .setEvent(ByteBuffer.wrap(Events.utf8("{}")))
                .setPdu(pdu)
                .build())
        .build();
  }

  static WantedPdu wanted(String roomId, String eventId, long endTs) {
    RoomEvent record = record(roomId, eventId);
    return new WantedPdu(record, (StickyEvent) record.getBody(), endTs);
  }
}
