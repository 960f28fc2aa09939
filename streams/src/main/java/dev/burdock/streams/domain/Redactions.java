package dev.burdock.streams.domain;

import dev.burdock.schemas.event.StickyEvent;

/** Whom a redaction may redact: senders of its own server, and with the power for it anybody. */
final class Redactions {
  private Redactions() {}

  /** Whether a redaction may redact an event of this sender. */
  static boolean allowed(String redactorServer, boolean privileged, String targetSender) {
    return privileged || redactorServer.equals(Users.server(targetSender));
  }

  /** Whether an event was redacted before it came (R04). */
  static boolean hit(RoomView rooms, String room, StickyEvent event) {
    return rooms.redactionsOf(room, event.getEventId()).stream()
        .anyMatch(
            mark -> allowed(mark.getRedactorServer(), mark.getPrivileged(), event.getSender()));
  }
}
