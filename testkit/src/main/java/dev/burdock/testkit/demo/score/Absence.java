package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.oracle.Span;

/** Why a delivery for which there was a reason has not come. */
enum Absence {
  /** It has time. */
  AWAITED,
  /** It should have come. */
  LOST,
  /** The event ended too soon. */
  EXPIRED,
  /** The event was redacted, or its target left, too soon. */
  WITHDRAWN;

  /** The absence of a delivery at {@code nowMs}. */
  static Absence of(Span reason, Patience patience, long endMs, long nowMs) {
    long deadline = patience.deadline(reason.mustBegin());
    if (reason.mustEnd() <= deadline) {
      return reason.mustEnd() == endMs ? EXPIRED : WITHDRAWN;
    }
    return nowMs <= deadline ? AWAITED : LOST;
  }
}
