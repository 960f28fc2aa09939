package dev.burdock.fanout.federation.domain;

/**
 * An event that was pushed, without its PDU: what each destination's account of it needs (R34).
 * Shared by all destinations of the push.
 *
 * @param origin the server name of ours that signs the transaction
 * @param receivedTs when the event was received, ms since the epoch
 * @param endTs from then on it is never sent, ms since the epoch (R02)
 * @param queuedTs when it was pushed, ms: with the event id it tells a push from all others
 * @param offset of its record of topic outbound; -1 when that is of no account any more
 */
public record PushedEvent(
    String eventId,
    String roomId,
    String origin,
    PushCause cause,
    long receivedTs,
    long endTs,
    long queuedTs,
    long offset) {

  /** What tells one push of an event from others. */
  public record Key(String eventId, long queuedTs) {}

  public Key key() {
    return new Key(eventId, queuedTs);
  }

  /** The same push, on its way because of something else. */
  public PushedEvent carriedBy(PushCause other) {
    return new PushedEvent(eventId, roomId, origin, other, receivedTs, endTs, queuedTs, offset);
  }

  /** Whether its stickiness is over (R02). */
  public boolean expired(long nowTs) {
    return nowTs >= endTs;
  }
}
