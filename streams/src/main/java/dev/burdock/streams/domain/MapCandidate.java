package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An event that may be what a key of the clients' map shows: the highest rank wins, then the
 * highest event id (R29).
 *
 * @param rank origin_server_ts and duration_ms together, ms
 * @param offset of the event's position
 * @param index of the event's position
 * @param endMs when it ends to be sticky, ms
 */
public record MapCandidate(long rank, String eventId, long offset, int index, long endMs)
    implements Comparable<MapCandidate> {

  static MapCandidate of(KeptEvent event) {
    return new MapCandidate(
        rank(event.getOriginServerTs(), event.getDurationMs()),
        event.getEventId(),
        event.getOffset(),
        event.getIndex(),
        event.getEndTs());
  }

  @Override
  public int compareTo(MapCandidate other) {
    int byRank = Long.compare(rank, other.rank);
    return byRank != 0 ? byRank : Arrays.compareUnsigned(utf8(eventId), utf8(other.eventId));
  }

  /** Both come from strangers: a sum that is too large is the largest. */
  private static long rank(long originMs, long durationMs) {
    return originMs > Long.MAX_VALUE - durationMs ? Long.MAX_VALUE : originMs + durationMs;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
