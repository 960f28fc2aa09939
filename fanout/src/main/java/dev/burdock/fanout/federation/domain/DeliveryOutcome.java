package dev.burdock.fanout.federation.domain;

import java.util.Optional;

/**
 * The end of one PDU's way to one destination, as topic outcomes tells it.
 *
 * @param txnId the transaction that carried it, if one did
 * @param attempts how often that was sent
 * @param finishedTs ms since the epoch
 * @param error the destination's words, at most {@link AttemptPolicy#MAX_ERROR} characters
 */
public record DeliveryOutcome(
    String destination,
    PushedEvent event,
    Optional<String> txnId,
    int attempts,
    long finishedTs,
    Result result,
    Optional<String> error) {

  /** How a delivery ends. */
  public enum Result {
    DELIVERED,
    REFUSED,
    EXPIRED,
    WITHDRAWN,
    FORGOTTEN
  }
}
