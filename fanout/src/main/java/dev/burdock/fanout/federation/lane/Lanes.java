package dev.burdock.fanout.federation.lane;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiFunction;

/** The lanes of all destinations that this worker has something to do with. */
final class Lanes {
  private final Map<String, Lane> byDestination = new HashMap<>();

  /** How many lanes there are of each state; read by other threads. */
  record Census(int live, int held, int backingOff) {}

  private volatile Census census = new Census(0, 0, 0);

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
  void tidy(long beforeTs) {
    int live = 0;
    int held = 0;
    int backingOff = 0;
    for (Iterator<Lane> lanes = byDestination.values().iterator(); lanes.hasNext(); ) {
      Lane lane = lanes.next();
      if (lane.place == Lane.Place.IDLE && lane.queue.size() == 0 && lane.usedTs < beforeTs) {
        lanes.remove();
      } else if (lane.state instanceof LaneState.BackingOff) {
        backingOff++;
      } else if (lane.state instanceof LaneState.Held) {
        held++;
      } else {
        live++;
      }
    }
    census = new Census(live, held, backingOff);
  }

  Census census() {
    return census;
  }
}
