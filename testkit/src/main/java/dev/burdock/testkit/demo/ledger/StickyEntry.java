package dev.burdock.testkit.demo.ledger;

import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.testkit.demo.replay.FedEvent;

/** A sticky event that was fed: whom it is from, and when it must and may be delivered. */
final class StickyEntry {
  private final FedEvent event;
  private final long endMs;
  private boolean redacted;
  private Span span = new Span(Span.NEVER, Span.NEVER, 0, 0);

  /** An event of which nothing says yet that it is allowed. */
  StickyEntry(FedEvent event, long sentMs) {
    this.event = event;
    this.endMs =
        Stickiness.lifetime(sentMs, event.originServerTs(), event.stickyMs().orElseThrow()).endMs();
  }

  FedEvent event() {
    return event;
  }

  boolean isOwn() {
    return event.pdu().isPresent();
  }

  /** When it ends to be sticky (R02). */
  long endMs() {
    return endMs;
  }

  /** When it is to be delivered; its end by time included. */
  Span span() {
    return span;
  }

  /** Whether it had been redacted for so long that nobody should get it any more. */
  boolean wasRedactedBy(long ms, Patience patience) {
    return redacted && span.mayEnd() > 0 && ms > patience.deadline(span.mayEnd());
  }

  /** It counts from now on (R07, R08), unless it was redacted while it did not. */
  void allow(long sent, long acknowledged) {
    if (!redacted) {
      span = new Span(sent, acknowledged, endMs, endMs);
    }
  }

  /** It counts no longer (R04). */
  void redact(long sent, long acknowledged) {
    redacted = true;
    span = span.endedBy(sent, acknowledged);
  }
}
