package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.oracle.Span;

/**
 * How long a delivery may take before its absence counts as a loss: what could be delivered for a
 * shorter time than this, and was not, has expired (or was withdrawn) on its way. It counts from
 * when its neighbours came, which is late on a machine that has no time for the pipeline.
 */
final class Patience {
  /** With a client that polls. */
  static final long CLIENT = 3_000;

  /** With a server that may be slow, or ask to be left alone for a while. */
  static final long SERVER = 6_000;

  private static final long BACKOFF_MS = 4_000;

  private final long usualMs;
  private final long downFrom;
  private final long downTo;
  private Pace pace = new Pace();

  /** Patience with somebody who answers. */
  Patience(long usualMs) {
    this(usualMs, Span.NEVER, Span.NEVER);
  }

  /** Patience with somebody who cannot be reached between these times. */
  Patience(long usualMs, long downFrom, long downTo) {
    this.usualMs = usualMs;
    this.downFrom = downFrom;
    this.downTo = downTo;
  }

  /** The pace at which others came is known now. */
  void learn(Pace newPace) {
    pace = newPace;
  }

  /** By when what was to be delivered since {@code beginMs} must have been, ms. */
  long deadline(long beginMs) {
    long patientMs = usualMs + pace.around(beginMs);
    if (downFrom == Span.NEVER || beginMs < downFrom - patientMs) {
      return beginMs + patientMs;
    }
    if (downTo == Span.NEVER) {
      return Span.NEVER;
    }
    // The backoff doubles while it is down, so it may go on for as long again.
    long reached = downTo + BACKOFF_MS + (downTo - downFrom) * 3 / 2;
    return Math.max(beginMs, reached) + patientMs;
  }
}
