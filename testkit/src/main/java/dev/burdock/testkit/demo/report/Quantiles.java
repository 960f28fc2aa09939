package dev.burdock.testkit.demo.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Quantiles of latencies, ms; -1 when there are none. */
record Quantiles(long p50Ms, long p99Ms) {

  static Quantiles of(List<Long> latencies) {
    List<Long> sorted = new ArrayList<>(latencies);
    Collections.sort(sorted);
    return new Quantiles(at(sorted, 50), at(sorted, 99));
  }

  private static long at(List<Long> sorted, int percent) {
    if (sorted.isEmpty()) {
      return -1;
    }
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.get(Math.max(0, rank - 1));
  }
}
