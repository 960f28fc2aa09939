package dev.burdock.fanout.sync.domain;

/** An event, and the room that it is in, by their ids. */
public record RoomEventId(String roomId, String eventId) {}
