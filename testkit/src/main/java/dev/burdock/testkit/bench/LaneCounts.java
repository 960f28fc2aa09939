package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How many lanes are in which state, as the metrics of a federation worker say. */
final class LaneCounts {
  private static final String LANES = "burdock_federation_lanes{";

  private LaneCounts() {}

  /** Writes the number of each state. */
  static void write(ObjectNode json, String metrics) {
    metrics
        .lines()
        .filter(line -> line.startsWith(LANES))
        .forEach(
            line ->
                json.put(
                    line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')),
                    Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)).longValue()));
  }
}
