package dev.burdock.streams.domain;

import dev.burdock.streams.kept.Limit;

/**
 * How fast sticky events of other servers are let through (R28); each limit counts within one room.
 *
 * @param sender of one sender in a room
 * @param origin of one server in a room
 * @param room of all other servers in a room
 * @param marginMs how long before its end a deferred event is released at the latest, ms
 * @param promptMs an event that could be deferred for no longer than this is let through, ms
 */
public record InboundLimits(Rate sender, Rate origin, Rate room, long marginMs, long promptMs) {
  Rate of(Limit limit) {
    return switch (limit) {
      case SENDER -> sender;
      case ORIGIN -> origin;
      case ROOM -> room;
    };
  }

  /** Until when an event may be deferred, ms: half of a short life remains in any case. */
  long latestMs(long nowMs, long endMs) {
    return endMs - Math.min(marginMs, (endMs - nowMs + 1) / 2);
  }
}
