package dev.burdock.deploy.destinations;

import java.util.List;

/**
 * All destinations that there is something to say about.
 *
 * @param rows longest failing first
 * @param unreadable records of the topic of destinations that are no state
 */
public record Overview(List<Row> rows, int unreadable) {
  public Overview {
    rows = List.copyOf(rows);
  }

  /** Only those that fail. */
  public Overview failing() {
    return new Overview(rows.stream().filter(Row::failing).toList(), unreadable);
  }
}
