package dev.burdock.fanout.federation.lane;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The lanes of all destinations that this worker has something to do with. */
final class Lanes {
  private final Map<String, Lane> byDestination = new HashMap<>();

  /** Read by other threads. */
  private volatile Census census = Census.EMPTY;

  Lane get(String destination) {
    return byDestination.get(destination);
  }

  Lane get(String destination, int partition, BiFunction<String, Integer, Lane> factory) {
    return byDestination.computeIfAbsent(destination, name -> factory.apply(name, partition));
  }

  Collection<Lane> all() {
    return byDestination.values();
  }

  void remove(Lane lane) {
    byDestination.remove(lane.destination, lane);
  }

  /** Forgets lanes that had nothing to do since {@code beforeTs}, and counts the others. */
  List<Lane> tidy(long beforeTs) {
    List<Lane> idle =
        byDestination.values().stream().filter(lane -> isIdle(lane, beforeTs)).toList();
    idle.forEach(this::remove);
    census = Census.of(byDestination.values());
    return idle;
  }

  Census census() {
    return census;
  }

  private static boolean isIdle(Lane lane, long beforeTs) {
    return lane.place == Lane.Place.IDLE
        && lane.queue.size() == 0
        && lane.backlog instanceof Backlog.InMemory
        && lane.retiring == null
        && lane.usedTs < beforeTs;
  }
}
