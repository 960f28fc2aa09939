package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.LaneKind;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** All destinations in one line. */
public final class Summary {
  private Summary() {}

  /**
   * The line below a list.
   *
   * @param shown how many of {@code rows} the list shows
   */
  public static String of(List<Row> rows, int shown, long now) {
    if (rows.isEmpty()) {
      return "no destination fails, nothing waits";
    }
    long failing = count(rows, Row::failing);
    String text =
        failing
            + " failing, "
            + (rows.size() - failing)
            + " not failing; "
            + rows.stream().mapToLong(Row::waiting).sum()
            + " records in "
            + count(rows, row -> row.waiting() > 0)
            + " retry topics, "
            + count(rows, Summary::behind)
            + " behind a cursor"
            + (failing == 0 ? "" : "; next attempt " + next(rows, now));
    return shown == rows.size() ? text : text + " (shown: " + shown + " of " + rows.size() + ")";
  }

  private static long count(List<Row> rows, Predicate<Row> which) {
    return rows.stream().filter(which).count();
  }

  private static boolean behind(Row row) {
    return row.standing().map(standing -> standing.lane() == LaneKind.CURSOR).orElse(false);
  }

  private static String next(List<Row> rows, long now) {
    return rows.stream()
        .flatMap(row -> row.standing().stream())
        .filter(Standing::failing)
        .min(Comparator.comparingLong(Standing::retryTs))
        .map(standing -> standing.next(now))
        .orElse("");
  }
}
