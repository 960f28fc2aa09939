package dev.burdock.fanout.federation.domain;

import dev.burdock.matrix.json.CanonicalJson;

/**
 * One PDU of ours on its way; shared by all destinations that wait for it.
 *
 * <p>A class and not a record, so that nobody compares or prints its bytes.
 */
public final class QueuedPdu {
  private final PushedEvent event;
  private final byte[] canonical;
  private final boolean brought;
  private String contentHash;

  /**
   * A PDU that was pushed when its event was received.
   *
   * @param origin the server name of ours that signs the transaction
   * @param receivedTs when the event was received, ms since the epoch
   * @param endTs from then on it is never sent, ms since the epoch (R02)
   * @param canonical canonical JSON of the PDU; not copied
   */
  public QueuedPdu(
      String eventId, String roomId, String origin, long receivedTs, long endTs, byte[] canonical) {
    this(
        new PushedEvent(eventId, roomId, origin, PushCause.LIVE, receivedTs, endTs, receivedTs, -1),
        canonical,
        false);
  }

  private QueuedPdu(PushedEvent event, byte[] canonical, boolean brought) {
    this.event = event;
    this.canonical = canonical;
    this.brought = brought;
  }

  /**
   * The same PDU, as a record pushed it.
   *
   * @param causedTs of the record, which is that of what it is pushed for, ms since the epoch
   * @param offset of the record in topic outbound; -1 for a record of a retry topic
   */
  public QueuedPdu pushed(PushCause cause, long causedTs, long offset) {
    return new QueuedPdu(
        new PushedEvent(
            eventId(), roomId(), origin(), cause, receivedTs(), endTs(), causedTs, offset),
        canonical,
        false);
  }

  /** The same PDU, pushed for another reason. */
  public QueuedPdu causedAt(long causedTs) {
    return pushed(event.cause(), causedTs, event.offset());
  }

  /** The same PDU, pushed because a server joined: it goes again to one that had it before. */
  public QueuedPdu forJoined() {
    return pushed(PushCause.SERVER_JOINED, causedTs(), event.offset());
  }

  /** The same PDU, which catch-up brings for a push that waits for it. */
  public QueuedPdu bringing(PushedEvent waiting) {
    return new QueuedPdu(waiting, canonical, true);
  }

  /** The push. */
  public PushedEvent event() {
    return event;
  }

  /** The push, with what brings it now as its cause. */
  public PushedEvent carried() {
    return brought ? event.carriedBy(PushCause.CATCH_UP) : event;
  }

  /** Whether it is pushed because a server joined. */
  public boolean joined() {
    return event.cause() == PushCause.SERVER_JOINED;
  }

  /** The content hash that every copy of the PDU carries; empty for one without. */
  public String contentHash() {
    if (contentHash == null) {
      contentHash = CanonicalJson.parse(canonical).path("hashes").path("sha256").asText("");
    }
    return contentHash;
  }

  /** When what it is pushed for happened, ms: one PDU may be pushed again for another reason. */
  public long causedTs() {
    return event.queuedTs();
  }

  public String eventId() {
    return event.eventId();
  }

  public String roomId() {
    return event.roomId();
  }

  public String origin() {
    return event.origin();
  }

  public long receivedTs() {
    return event.receivedTs();
  }

  public long endTs() {
    return event.endTs();
  }

  /** Canonical JSON; not copied, not to be changed. */
  public byte[] canonical() {
    return canonical;
  }

  /** Bytes of the PDU. */
  public int size() {
    return canonical.length;
  }

  @Override
  public String toString() {
    return eventId();
  }
}
