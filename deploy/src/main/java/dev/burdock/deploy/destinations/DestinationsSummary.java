package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.LaneKind;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** All destinations in one line. */
public final class DestinationsSummary {
  private DestinationsSummary() {}

  /**
   * The line below a list.
   *
   * @param shown how many of {@code rows} the list shows
   */
  public static String of(List<DestinationRow> rows, int shown, long now) {
    if (rows.isEmpty()) {
      return "no destination fails, nothing waits";
    }
    long failing = count(rows, DestinationRow::failing);
    String text =
        failing
            + " failing, "
            + (rows.size() - failing)
            + " not failing; "
            + rows.stream().mapToLong(DestinationRow::waiting).sum()
            + " records in "
            + count(rows, row -> row.waiting() > 0)
            + " retry topics, "
            + count(rows, DestinationsSummary::behind)
            + " behind a cursor"
            + (failing == 0 ? "" : "; next attempt " + next(rows, now));
    return shown == rows.size() ? text : text + " (shown: " + shown + " of " + rows.size() + ")";
  }

  private static long count(List<DestinationRow> rows, Predicate<DestinationRow> which) {
    return rows.stream().filter(which).count();
  }

  private static boolean behind(DestinationRow row) {
    return row.standing().map(standing -> standing.lane() == LaneKind.CURSOR).orElse(false);
  }

  private static String next(List<DestinationRow> rows, long now) {
    return rows.stream()
        .flatMap(row -> row.standing().stream())
        .filter(DestinationStatus::failing)
        .min(Comparator.comparingLong(DestinationStatus::retryTs))
        .map(standing -> standing.next(now))
        .orElse("");
  }
}
