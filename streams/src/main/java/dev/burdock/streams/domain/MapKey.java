package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;

/** A key of the map that clients build of unencrypted sticky events (R29). */
public record MapKey(String room, String sender, String type, String stickyKey) {

  static MapKey of(String room, KeptEvent event) {
    return new MapKey(room, event.getSender(), event.getType(), event.getStickyKey());
  }
}
