package dev.burdock.deploy.destinations;

import java.util.Comparator;
import java.util.Optional;

/**
 * What is known about one destination.
 *
 * @param standing what its owner wrote last; empty when that is nothing
 * @param backlog its retry topic, if it has one
 */
public record Row(String destination, Optional<Standing> standing, Optional<Backlog> backlog) {
  /** Longest failing first; after them those that something waits for, most first. */
  public static final Comparator<Row> LONGEST_FAILING =
      Comparator.comparing(Row::failing, Comparator.reverseOrder())
          .thenComparingLong(Row::failingSinceTs)
          .thenComparing(Row::waiting, Comparator.reverseOrder())
          .thenComparing(Row::destination);

  /** Whether there is anything to say: it fails, or something waits for it. */
  public boolean known() {
    return standing.isPresent() || waiting() > 0;
  }

  public boolean failing() {
    return standing.map(Standing::failing).orElse(false);
  }

  /** Failures in a row. */
  public int failures() {
    return standing.map(Standing::failures).orElse(0);
  }

  /** Whether its retry topic is to be deleted, so that nothing in it waits any more. */
  public boolean retired() {
    return backlog
        .map(Backlog::topicId)
        .flatMap(id -> standing.flatMap(Standing::retiredTopic).map(id::equals))
        .orElse(false);
  }

  /** Records that wait in its retry topic. */
  public long waiting() {
    return retired() ? 0 : backlog.map(Backlog::waiting).orElse(0L);
  }

  private long failingSinceTs() {
    return standing.map(Standing::sinceTs).orElse(0L);
  }
}
