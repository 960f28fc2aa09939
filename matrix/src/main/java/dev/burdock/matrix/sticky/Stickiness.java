package dev.burdock.matrix.sticky;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/** The rules of MSC4354 on whether and until when an event is sticky (R01 to R03). */
public final class Stickiness {
  /** Longest time that an event is sticky, in ms. */
  public static final long MAX_DURATION_MS = 3_600_000;

  private Stickiness() {}

  /**
   * The duration that an event asks for (R01), under either name; if it has both, the given names
   * win.
   *
   * @param event in client format or a PDU; anything that is not an object is an ordinary event
   * @return ms, not yet capped and at most {@link Long#MAX_VALUE}; empty for an ordinary event
   */
  public static OptionalLong durationMs(JsonNode event, StickyNames names) {
    OptionalLong own = duration(event.path(names.eventKey()));
    return own.isPresent() ? own : duration(event.path(names.other().eventKey()));
  }

  /**
   * The time during which an event is sticky (R02): from the earlier of the two times, for at most
   * an hour.
   *
   * @param receivedTs the homeserver's clock when the event first arrived, ms since the epoch
   * @param originServerTs what the event says of itself, ms since the epoch; any value at all
   * @param durationMs from {@link #durationMs}
   */
  public static Lifetime lifetime(long receivedTs, long originServerTs, long durationMs) {
    long start = Math.min(receivedTs, originServerTs);
    long lasting = Math.max(0, Math.min(durationMs, MAX_DURATION_MS));
    return new Lifetime(start, start > Long.MAX_VALUE - lasting ? Long.MAX_VALUE : start + lasting);
  }

  /**
   * Whether an event may be stored and delivered as sticky at all (R03): its window is not over
   * when it arrives.
   *
   * @param arrivedTs ms since the epoch
   */
  public static boolean isWorthKeeping(Lifetime window, long arrivedTs) {
    return window.isSticky(Math.max(arrivedTs, window.startMs()));
  }

  private static OptionalLong duration(JsonNode sticky) {
    JsonNode duration = sticky.path(StickyNames.DURATION_MS);
    if (!duration.isIntegralNumber()) {
      return OptionalLong.empty();
    }
    if (!duration.canConvertToLong()) {
      return duration.bigIntegerValue().signum() < 0
          ? OptionalLong.empty()
          : OptionalLong.of(Long.MAX_VALUE);
    }
    return duration.longValue() < 0 ? OptionalLong.empty() : OptionalLong.of(duration.longValue());
  }

  /**
   * When an event is sticky, in ms since the epoch.
   *
   * @param startMs the first instant
   * @param endMs the first instant at which it no longer is
   */
  public record Lifetime(long startMs, long endMs) {
    public Lifetime {
      if (endMs < startMs) {
        throw new IllegalArgumentException("endMs: " + endMs + " (expected: >= " + startMs + ")");
      }
    }

    /** Whether the event is sticky: now is before the end (R02). */
    public boolean isSticky(long nowMs) {
      return nowMs < endMs && startMs < endMs;
    }

    /** The ms left, at least 1; empty once it is over (R17). */
    public OptionalLong remainingMs(long nowMs) {
      if (!isSticky(nowMs)) {
        return OptionalLong.empty();
      }
      long remaining = endMs - nowMs;
      return OptionalLong.of(remaining < 0 ? Long.MAX_VALUE : remaining);
    }
  }
}
