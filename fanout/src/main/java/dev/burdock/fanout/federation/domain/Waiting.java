package dev.burdock.fanout.federation.domain;

/**
 * A PDU that waits for one destination.
 *
 * @param shelved whether the destination's retry topic holds it until it is finished
 */
public record Waiting(QueuedPdu pdu, Source source, boolean shelved) {
  private static final Source ELSEWHERE = () -> {};

  /** A PDU of topic outbound. */
  public Waiting(QueuedPdu pdu, Source source) {
    this(pdu, source, false);
  }

  /** The same PDU, while the one that answers for it is moved elsewhere. */
  public Waiting copied() {
    return new Waiting(pdu, ELSEWHERE, true);
  }

  /** The same, brought by catch-up for a push that waits for it. */
  public Waiting bringing(PushedEvent push) {
    return new Waiting(pdu.bringing(push), source, shelved);
  }

  /** Whether this is a copy of one that was moved elsewhere. */
  public boolean copy() {
    return source == ELSEWHERE;
  }
}
