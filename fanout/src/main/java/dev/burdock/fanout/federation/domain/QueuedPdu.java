package dev.burdock.fanout.federation.domain;

import dev.burdock.matrix.json.CanonicalJson;

/**
 * One PDU of ours on its way; shared by all destinations that wait for it.
 *
 * <p>A class and not a record, so that nobody compares or prints its bytes.
 */
public final class QueuedPdu {
  private final String eventId;
  private final String roomId;
  private final String origin;
  private final long receivedTs;
  private final long endTs;
  private final byte[] canonical;
  private final long causedTs;
  private final boolean joined;
  private String contentHash;

  /**
   * @param origin the server name of ours that signs the transaction
   * @param receivedTs when the event was received, ms since the epoch
   * @param endTs from then on it is never sent, ms since the epoch (R02)
   * @param canonical canonical JSON of the PDU; not copied
   */
  public QueuedPdu(
      String eventId, String roomId, String origin, long receivedTs, long endTs, byte[] canonical) {
    this(eventId, roomId, origin, receivedTs, endTs, canonical, receivedTs, false);
  }

  private QueuedPdu(
      String eventId,
      String roomId,
      String origin,
      long receivedTs,
      long endTs,
      byte[] canonical,
      long causedTs,
      boolean joined) {
    this.eventId = eventId;
    this.roomId = roomId;
    this.origin = origin;
    this.receivedTs = receivedTs;
    this.endTs = endTs;
    this.canonical = canonical;
    this.causedTs = causedTs;
    this.joined = joined;
  }

  /**
   * The same PDU, pushed for another reason.
   *
   * @param causedTs of the record that is the reason, ms since the epoch
   */
  public QueuedPdu causedAt(long causedTs) {
    return new QueuedPdu(eventId, roomId, origin, receivedTs, endTs, canonical, causedTs, joined);
  }

  /** The same PDU, pushed because a server joined: it goes again to one that had it before. */
  public QueuedPdu forJoined() {
    return new QueuedPdu(eventId, roomId, origin, receivedTs, endTs, canonical, causedTs, true);
  }

  /** Whether it is pushed because a server joined. */
  public boolean joined() {
    return joined;
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
    return causedTs;
  }

  public String eventId() {
    return eventId;
  }

  public String roomId() {
    return roomId;
  }

  public String origin() {
    return origin;
  }

  public long receivedTs() {
    return receivedTs;
  }

  public long endTs() {
    return endTs;
  }

  /** Canonical JSON; not copied, not to be changed. */
  public byte[] canonical() {
    return canonical;
  }

  /** Bytes of the PDU. */
  public int size() {
    return canonical.length;
  }

  /** Whether its stickiness is over (R02). */
  public boolean expired(long nowTs) {
    return nowTs >= endTs;
  }

  @Override
  public String toString() {
    return eventId;
  }
}
