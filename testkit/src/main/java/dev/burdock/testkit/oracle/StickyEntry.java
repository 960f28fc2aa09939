package dev.burdock.testkit.oracle;

import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.testkit.homeserver.FedEvent;
import java.util.OptionalLong;

/** A sticky event that was fed: whom it is from, and when it must and may be delivered. */
public final class StickyEntry {
  private final FedEvent event;
  private final long endMs;
  private boolean redacted;
  private Span span = new Span(Span.NEVER, Span.NEVER, 0, 0);

  /** An event of which nothing says yet that it is allowed. */
  public StickyEntry(FedEvent event, long sentMs) {
    this.event = event;
    this.endMs =
        Stickiness.lifetime(sentMs, event.originServerTs(), event.stickyMs().orElseThrow()).endMs();
  }

  public FedEvent event() {
    return event;
  }

  public boolean isOwn() {
    return event.pdu().isPresent();
  }

  /** When it ends to be sticky (R02). */
  public long endMs() {
    return endMs;
  }

  /** When it is to be delivered; its end by time included. */
  public Span span() {
    return span;
  }

  /** When its redaction was acknowledged, ms; empty for one that is not, or never was allowed. */
  public OptionalLong redactedAt() {
    return redacted && span.mayEnd() > 0 ? OptionalLong.of(span.mayEnd()) : OptionalLong.empty();
  }

  /** It counts from now on (R07, R08), unless it was redacted while it did not; whether it does. */
  boolean allow(long sent, long acknowledged) {
    if (!redacted) {
      span = new Span(sent, acknowledged, endMs, endMs);
    }
    return !redacted;
  }

  /** It counts no longer (R04). */
  void redact(long sent, long acknowledged) {
    redacted = true;
    span = span.endedBy(sent, acknowledged);
  }
}
