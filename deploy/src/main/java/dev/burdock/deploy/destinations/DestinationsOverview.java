package dev.burdock.deploy.destinations;

import java.util.List;

/**
 * All destinations that there is something to say about.
 *
 * @param rows longest failing first
 * @param unreadable records of the topic of destinations that are no state
 */
public record DestinationsOverview(List<DestinationRow> rows, int unreadable) {
  public DestinationsOverview {
    rows = List.copyOf(rows);
  }

  /** Only those that fail. */
  public DestinationsOverview failing() {
    return new DestinationsOverview(
        rows.stream().filter(DestinationRow::failing).toList(), unreadable);
  }
}
