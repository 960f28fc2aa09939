package dev.burdock.matrix.federation;

import dev.burdock.matrix.federation.DnsClient.SrvRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The order in which SRV records are tried: by priority, by chance in proportion to weight within
 * one (RFC 2782).
 */
final class ServiceOrder {
  /** A name with more targets than this is cut off: they come from strangers. */
  static final int MAX_TARGETS = 8;

  private ServiceOrder() {}

  static List<SrvRecord> of(List<SrvRecord> records, RandomGenerator random) {
    List<SrvRecord> left = new ArrayList<>(records);
    left.sort(Comparator.comparingInt(SrvRecord::priority).thenComparingInt(SrvRecord::weight));
    List<SrvRecord> ordered = new ArrayList<>();
    while (!left.isEmpty() && ordered.size() < MAX_TARGETS) {
      ordered.add(left.remove(choose(left, random)));
    }
    return ordered;
  }

  private static int choose(List<SrvRecord> left, RandomGenerator random) {
    int priority = left.get(0).priority();
    long total = 0;
    int count = 0;
    while (count < left.size() && left.get(count).priority() == priority) {
      total += left.get(count++).weight();
    }
    long mark = random.nextLong(total + 1);
    for (int i = 0; i < count; i++) {
      mark -= left.get(i).weight();
      if (mark <= 0) {
        return i;
      }
    }
    return count - 1;
  }
}
