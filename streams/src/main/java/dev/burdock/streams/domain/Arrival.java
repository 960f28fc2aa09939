package dev.burdock.streams.domain;

import dev.burdock.schemas.event.RoomEvent;

/**
 * A record of room-events and its place there.
 *
 * @param partition of room-events
 * @param offset in that partition
 * @param nowMs the record's timestamp, the only 'now' by which it is judged (ADR 0002)
 * @param event what happened
 */
public record Arrival(int partition, long offset, long nowMs, RoomEvent event) {
  /** The room in which it happened. */
  public String room() {
    return event.getRoomId();
  }
}
