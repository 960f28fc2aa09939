package dev.burdock.fanout.sync.domain;

import java.util.Optional;

/**
 * A sticky event that the topology delivered to a room.
 *
 * @param roomId the room
 * @param key its place in the order of delivery
 * @param burstId what arrived together with it in the room; empty when it came alone
 * @param eventId its id
 * @param sender user id of who sent it
 * @param startTs when it began to be sticky, ms since the epoch (R02)
 * @param endTs the first instant at which it no longer is (R02)
 * @param event the event in client format, JSON; held as answers show it, without what is different
 *     in every answer, empty if it was no JSON object; shared, never modified
 */
public record StickyItem(
    String roomId,
    PageKey key,
    String burstId,
    String eventId,
    String sender,
    long startTs,
    long endTs,
    @SuppressWarnings("ArrayRecordComponent") // compared by identity alone, copied nowhere
        byte[] event) {
  private static final int OVERHEAD_BYTES = 320;

  public StickyItem {
    event = ShownEvent.of(event);
  }

  /**
   * The event with an answer's own members; empty when it was no JSON object.
   *
   * @param members JSON of members of the event, each with a comma behind it
   * @param unsigned JSON of members of its {@code unsigned}, with commas between them
   */
  public Optional<byte[]> with(String members, String unsigned) {
    return event.length == 0
        ? Optional.empty()
        : Optional.of(ShownEvent.with(event, members, unsigned));
  }

  /** Its place within its partition. */
  public Mark mark() {
    return key.mark();
  }

  /** Whether it is still sticky (R02). */
  public boolean isSticky(long now) {
    return now < endTs;
  }

  /** Whether both arrived, or were released, together (R20). */
  public boolean isOfOneBurstWith(StickyItem other) {
    return !burstId.isEmpty() && burstId.equals(other.burstId) && roomId.equals(other.roomId);
  }

  /** What it takes in memory, roughly, in bytes. */
  public int weight() {
    return event.length + OVERHEAD_BYTES;
  }
}
