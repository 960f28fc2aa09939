package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.LaneKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as a table for a person. */
public final class DestinationTable {
  private static final int LONGEST_WHY = 60;
  private static final int WIDEST = 60;
  private static final List<String> HEAD =
      List.of("DESTINATION", "LANE", "FAILURES", "SINCE", "NEXT", "WAITING", "WHY");

  private DestinationTable() {}

  /** Prints {@code rows}, and nothing for none of them. */
  public static void print(List<DestinationRow> rows, long now, PrintWriter out) {
    if (rows.isEmpty()) {
      return;
    }
    List<List<String>> lines = new ArrayList<>(rows.size() + 1);
    lines.add(HEAD);
    rows.forEach(row -> lines.add(cells(row, now)));
    int[] widths = widths(lines);
    lines.forEach(line -> out.println(line(line, widths)));
  }

  static List<String> cells(DestinationRow row, long now) {
    String name = DisplayTexts.visible(row.destination());
    if (row.standing().isEmpty()) {
      return List.of(name, "-", "0", "-", "-", waiting(row, now), "");
    }
    DestinationStatus standing = row.standing().get();
    return List.of(
        name,
        standing.lane().name().toLowerCase(Locale.ROOT),
        Integer.toString(standing.failures()),
        standing.failing() ? DisplayTexts.duration(now - standing.sinceTs()) : "-",
        standing.next(now),
        waiting(row, now),
        why(standing));
  }

  private static String waiting(DestinationRow row, long now) {
    LaneKind lane = row.standing().map(DestinationStatus::lane).orElse(LaneKind.TOPIC);
    return switch (lane) {
      case MEMORY -> row.waiting() > 0 ? Long.toString(row.waiting()) : "in memory";
      case TOPIC -> Long.toString(row.waiting());
      case CURSOR -> "behind since " + DisplayTexts.ago(behindSinceTs(row), now);
    };
  }

  private static long behindSinceTs(DestinationRow row) {
    return row.standing().map(DestinationStatus::behindSinceTs).orElse(0L);
  }

  private static String why(DestinationStatus standing) {
    String error = DisplayTexts.cut(DisplayTexts.visible(standing.lastError()), LONGEST_WHY);
    return standing.kind().isEmpty() ? error : standing.kind() + ": " + error;
  }

  private static int[] widths(List<List<String>> lines) {
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Math.min(WIDEST, line.get(i).length()));
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i));
      line.append(" ".repeat(Math.max(0, widths[i] - cells.get(i).length()) + 2));
    }
    return line.toString().stripTrailing();
  }
}
