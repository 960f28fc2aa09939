package dev.burdock.streams.topology;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.StickyEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies of room-events, with what a test does not say filled in. */
public final class Bodies {
  private static final long HOUR_MS = 3_600_000;

  private Bodies() {}

  public static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An event that is sticky for an hour from {@code originMs}. */
  public static StickyEvent.Builder sticky(String eventId, String sender, long originMs) {
    return StickyEvent.newBuilder()
        .setEventId(eventId)
        .setSender(sender)
        .setType("m.room.message")
        .setOriginServerTs(originMs)
        .setDurationMs(HOUR_MS)
        .setEvent(utf8("{\"event_id\":\"" + eventId + "\"}"));
  }

  public static MemberChange member(String eventId, String user, String membership) {
    return new MemberChange(eventId, user, membership, 0L);
  }

  public static MembersRead read(String... joined) {
    return new MembersRead(List.of(joined));
  }

  public static RedactionSeen redaction(String eventId, String redacts, String sender) {
    return new RedactionSeen(eventId, redacts, sender);
  }

  public static AuthChange auth(String eventId, String type, String content, String sender) {
    return new AuthChange(eventId, type, utf8(content), sender);
  }

  public static PduFetched pdu(String eventId, String pdu) {
    return new PduFetched(eventId, utf8(pdu));
  }
}
