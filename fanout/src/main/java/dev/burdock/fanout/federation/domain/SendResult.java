package dev.burdock.fanout.federation.domain;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What an attempt means for its transaction. */
public sealed interface SendResult {
  /**
   * The destination has the transaction; an error of a PDU is final.
   *
   * @param errors the destination's words by event id, cut to 500 characters
   */
  record Accepted(Map<String, String> errors) implements SendResult {
    public Accepted {
      errors = Map.copyOf(errors);
    }

    /** All of {@code eventIds} are refused for the same reason. */
    public static Accepted refusing(Collection<String> eventIds, String error) {
      Map<String, String> errors = new HashMap<>();
      eventIds.forEach(id -> errors.put(id, error));
      return new Accepted(errors);
    }
  }

  /** The destination asks to come back later: no failure (429, or 503 with a time). */
  record Wait(Duration duration) implements SendResult {}

  /** The destination will never take these bytes as they are: fewer PDUs may do. */
  record Rejected(String error) implements SendResult {}

  /** The destination did not do its part: same transaction again after a backoff. */
  record Failed(FailureKind kind, String error) implements SendResult {}
}
