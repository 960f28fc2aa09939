package dev.burdock.fanout.federation.lane;

import java.util.HashMap;
import java.util.Map;

/**
 * How many retry topics there may be, shared out over the partitions of destinations, so that
 * workers need not agree on anything.
 */
final class Slots {
  private final int cap;
  private final int partitions;
  private final Map<Integer, Integer> taken = new HashMap<>();

  /**
   * @param cap most topics of all partitions together
   */
  Slots(int cap, int partitions) {
    this.cap = cap;
    this.partitions = partitions;
  }

  /** Takes one, if the partition's share has one left. */
  boolean take(int partition) {
    if (taken.getOrDefault(partition, 0) >= share(partition)) {
      return false;
    }
    force(partition);
    return true;
  }

  /** Takes one for a topic that is there already. */
  void force(int partition) {
    taken.merge(partition, 1, Integer::sum);
  }

  void give(int partition) {
    taken.merge(partition, -1, Integer::sum);
  }

  /** Forgets a partition that went to another worker. */
  void forget(int partition) {
    taken.remove(partition);
  }

  int total() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int share(int partition) {
    long upTo = (long) cap * (partition + 1) / partitions;
    return (int) (upTo - (long) cap * partition / partitions);
  }
}
