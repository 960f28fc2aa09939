package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import java.util.Optional;

/**
 * What a list keeps of a {@link DestinationState}: the same fields, without ids of events, and with
 * a short error.
 *
 * @param lane where what waits is kept
 * @param failures in a row
 * @param sinceTs when the first of them was, ms; 0 with none
 * @param retryTs nobody calls it before, ms (R25); 0 for at any time
 * @param kind in which way it failed last; empty with no failures
 * @param lastError at most {@link #LONGEST_ERROR} characters and an ellipsis
 * @param pending PDUs of the transaction to be repeated
 * @param behindSinceTs with a cursor: the receipt of the oldest event that waits, ms; else 0
 * @param behindUntilTs with a cursor: when the last event that waits ends, ms; else 0
 * @param retiredTopic id of a retry topic that is to be deleted
 * @param writtenTs when the owner wrote this, ms
 */
public record DestinationStatus(
    LaneKind lane,
    int failures,
    long sinceTs,
    long retryTs,
    String kind,
    String lastError,
    int pending,
    long behindSinceTs,
    long behindUntilTs,
    Optional<String> retiredTopic,
    long writtenTs) {
  /** Characters of an error that a list keeps. */
  static final int LONGEST_ERROR = 120;

  public static DestinationStatus of(DestinationState state) {
    return new DestinationStatus(
        state.getLane(),
        state.getFailures(),
        state.getSinceTs(),
        state.getRetryTs(),
        state.getKind().intern(),
        DisplayTexts.cut(state.getLastError(), LONGEST_ERROR),
        state.getPending().size(),
        state.getBehindSinceTs(),
        state.getBehindUntilTs(),
        Optional.ofNullable(state.getRetiredTopic()),
        state.getWrittenTs());
  }

  public boolean failing() {
    return failures > 0;
  }

  /** When it is called next; a failing one without a time may be called at any moment. */
  String next(long now) {
    return failing() && retryTs == 0 ? DisplayTexts.DUE : DisplayTexts.in(retryTs, now);
  }
}
