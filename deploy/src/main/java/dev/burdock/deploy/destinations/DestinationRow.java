package dev.burdock.deploy.destinations;

import java.util.Comparator;
import java.util.Optional;

/**
 * What is known about one destination.
 *
 * @param standing what its owner wrote last; empty when that is nothing
 * @param backlog its retry topic, if it has one
 */
public record DestinationRow(
    String destination, Optional<DestinationStatus> standing, Optional<RetryBacklog> backlog) {
  /** Longest failing first; after them those that something waits for, most first. */
  public static final Comparator<DestinationRow> LONGEST_FAILING =
      Comparator.comparing(DestinationRow::failing, Comparator.reverseOrder())
          .thenComparingLong(DestinationRow::failingSinceTs)
          .thenComparing(DestinationRow::waiting, Comparator.reverseOrder())
          .thenComparing(DestinationRow::destination);

  /** Whether there is anything to say: it fails, or something waits for it. */
  public boolean known() {
    return standing.isPresent() || waiting() > 0;
  }

  public boolean failing() {
    return standing.map(DestinationStatus::failing).orElse(false);
  }

  /** Failures in a row. */
  public int failures() {
    return standing.map(DestinationStatus::failures).orElse(0);
  }

  /** Whether its retry topic is to be deleted, so that nothing in it waits any more. */
  public boolean retired() {
    return backlog
        .map(RetryBacklog::topicId)
        .flatMap(id -> standing.flatMap(DestinationStatus::retiredTopic).map(id::equals))
        .orElse(false);
  }

  /** Records that wait in its retry topic. */
  public long waiting() {
    return retired() ? 0 : backlog.map(RetryBacklog::waiting).orElse(0L);
  }

  private long failingSinceTs() {
    return standing.map(DestinationStatus::sinceTs).orElse(0L);
  }
}
