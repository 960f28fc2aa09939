package dev.burdock.fanout.federation.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The lanes of all destinations that this worker has something to do with. */
final class Lanes {
  private static final int SLICE = 2_000;

  private final Map<String, Lane> byDestination = new HashMap<>();

  /** Of partitions that went away, with a transaction in flight. */
  private final Map<String, Lane> leaving = new HashMap<>();

  private final List<Lane> unswept = new ArrayList<>();
  private Census.Count count = new Census.Count();

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

  /** Its partition goes away; until its transaction in flight is done, its successor waits. */
  void leave(Lane lane) {
    remove(lane);
    if (lane.place == Lane.Place.IN_FLIGHT) {
      leaving.put(lane.destination, lane);
    }
  }

  /** The transaction in flight of one that left is done. */
  void left(Lane lane) {
    leaving.remove(lane.destination, lane);
  }

  Collection<Lane> leaving() {
    return leaving.values();
  }

  /** Whether a transaction of a lane is in flight to a destination. */
  boolean inFlight(String destination) {
    Lane lane = get(destination);
    return leaving.containsKey(destination) || (lane != null && lane.place == Lane.Place.IN_FLIGHT);
  }

  /** Whether another lane still has a transaction in flight to the destination. */
  boolean waitsForPredecessor(Lane lane) {
    return leaving.containsKey(lane.destination);
  }

  /** Begins to look at all lanes, unless that is under way. */
  void beginSweep() {
    if (unswept.isEmpty()) {
      unswept.addAll(byDestination.values());
      count = new Census.Count();
    }
  }

  /** The next lanes to look at: few, so that nothing waits for a hundred thousand of them. */
  List<Lane> sweep() {
    List<Lane> next = unswept.subList(Math.max(0, unswept.size() - SLICE), unswept.size());
    List<Lane> slice = next.stream().filter(lane -> get(lane.destination) == lane).toList();
    next.clear();
    return slice;
  }

  /** Forgets those of a slice that had nothing to do since {@code beforeTs}, counts the others. */
  List<Lane> tidy(List<Lane> slice, long beforeTs) {
    List<Lane> idle = new ArrayList<>();
    for (Lane lane : slice) {
      if (isIdle(lane, beforeTs)) {
        remove(lane);
        idle.add(lane);
      } else {
        count.add(lane);
      }
    }
    if (unswept.isEmpty()) {
      census = count.census();
    }
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
