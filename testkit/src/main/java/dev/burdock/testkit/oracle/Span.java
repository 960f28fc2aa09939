package dev.burdock.testkit.oracle;

/**
 * A time during which something held, between two events that were fed. Feeding takes time: from
 * when the transaction was sent it may hold, from when it was acknowledged it must. In ms; {@link
 * #NEVER} for what has not happened.
 *
 * @param mayBegin when the event that began it was sent
 * @param mustBegin when that was acknowledged
 * @param mustEnd when the event that ended it was sent
 * @param mayEnd when that was acknowledged
 */
public record Span(long mayBegin, long mustBegin, long mustEnd, long mayEnd) {
  public static final long NEVER = Long.MAX_VALUE;

  static Span since(long sent, long acknowledged) {
    return new Span(sent, acknowledged, NEVER, NEVER);
  }

  Span endedBy(long sent, long acknowledged) {
    return new Span(mayBegin, mustBegin, Math.min(mustEnd, sent), Math.min(mayEnd, acknowledged));
  }

  /** When both hold. */
  Span and(Span other) {
    return new Span(
        Math.max(mayBegin, other.mayBegin),
        Math.max(mustBegin, other.mustBegin),
        Math.min(mustEnd, other.mustEnd),
        Math.min(mayEnd, other.mayEnd));
  }

  /** Whether it may have held at all. */
  boolean mayHold() {
    return mayBegin < mayEnd;
  }

  public boolean mayHoldAt(long ms) {
    return mayBegin <= ms && ms <= mayEnd;
  }
}
