package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;

/** What the homeserver thought of an event when it arrived. */
public enum Acceptance {
  /** It counts. */
  ACCEPTED,
  /** Its sender was not allowed at the time; it may be later (R07). */
  SOFT_FAILED,
  /** A spam checker or policy server flagged it (R06). */
  SPAM,
  /** It broke the rules of the room (R06). */
  REJECTED;

  private static final String SOFT_FAILED_KEY = "io.element.synapse.soft_failed";
  private static final String SPAM_KEY = "io.element.synapse.policy_server_spammy";

  /** What Synapse writes into {@code unsigned}. */
  public static Acceptance marked(FeedEvent event) {
    JsonNode unsigned = event.tree().path("unsigned");
    if (unsigned.path(SPAM_KEY).booleanValue()) {
      return SPAM;
    }
    return unsigned.path(SOFT_FAILED_KEY).booleanValue() ? SOFT_FAILED : ACCEPTED;
  }

  /** The harsher of two. */
  public Acceptance or(Acceptance other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
