package dev.burdock.fanout.federation.lane;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How many lanes there are of each state. Immutable. */
final class Census {
  /** What a lane is counted as; the values of a metric's label. */
  enum State {
    /** Nothing speaks against calling. */
    LIVE,
    /** Asked for time. */
    HELD,
    /** Failed; what waits is in memory. */
    BACKING_OFF,
    /** Failed; what waits is in its retry topic. */
    IN_TOPIC,
    /** Failed; what waits is asked for again. */
    BEHIND;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static State of(Lane lane) {
      if (lane.backlog instanceof Behind) {
        return BEHIND;
      }
      if (lane.backlog instanceof Backlog.InTopic topic && !topic.drained) {
        return IN_TOPIC;
      }
      if (lane.state instanceof LaneState.BackingOff) {
        return BACKING_OFF;
      }
      return lane.state instanceof LaneState.Held ? HELD : LIVE;
    }
  }

  static final Census EMPTY = new Census(Map.of());

  private final Map<State, Integer> counts;

  private Census(Map<State, Integer> counts) {
    this.counts = counts;
  }

  /** Counts lanes one by one. */
  static final class Count {
    private final Map<State, Integer> counts = new EnumMap<>(State.class);

    void add(Lane lane) {
      counts.merge(State.of(lane), 1, Integer::sum);
    }

    Census census() {
      return new Census(Map.copyOf(counts));
    }
  }

  int count(State state) {
    return counts.getOrDefault(state, 0);
  }
}
