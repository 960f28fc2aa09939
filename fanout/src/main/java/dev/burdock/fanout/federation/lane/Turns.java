package dev.burdock.fanout.federation.lane;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;

/**
 * The lanes that are ready to be called, each in its turn, and how many calls there may be at once.
 * Destinations that failed last time, or are new, have a bound of their own, of which neither may
 * take all: were they thousands, and all hanging, the others would not notice.
 */
final class Turns {
  /** What part of the places for what is not proven the new may take, and the failing. */
  private static final double LARGEST_PART = 0.8;

  private final Map<Line, ArrayDeque<Lane>> waiting = new EnumMap<>(Line.class);
  private final Map<Line, Integer> inFlight = new EnumMap<>(Line.class);
  private final int maxProven;
  private final int maxUnproven;
  private final int maxOfOneKind;

  /** Lanes that wait for each other, and for no others. */
  enum Line {
    /** Answered last time. */
    PROVEN,
    /** Was not called yet. */
    NEW,
    /** Failed last time. */
    FAILING;

    private static Line of(Lane lane) {
      if (lane.proven) {
        return PROVEN;
      }
      return lane.state.failures() == 0 ? NEW : FAILING;
    }
  }

  Turns(int maxProven, int maxUnproven) {
    this.maxProven = maxProven;
    this.maxUnproven = maxUnproven;
    this.maxOfOneKind = (int) Math.ceil(maxUnproven * LARGEST_PART);
    for (Line line : Line.values()) {
      waiting.put(line, new ArrayDeque<>());
      inFlight.put(line, 0);
    }
  }

  /** Puts a lane at the end of its line. */
  void add(Lane lane) {
    lane.place = Lane.Place.READY;
    lane.line = Line.of(lane);
    waiting.get(lane.line).add(lane);
  }

  /** The lane whose turn it is, with a place in flight taken for it; null if none may start. */
  Lane poll() {
    for (Line line : Line.values()) {
      Lane lane = mayStart(line) ? live(waiting.get(line)) : null;
      if (lane != null) {
        inFlight.merge(line, 1, Integer::sum);
        lane.place = Lane.Place.IN_FLIGHT;
        return lane;
      }
    }
    return null;
  }

  /** Gives the place of a lane back. */
  void done(Lane lane) {
    lane.place = Lane.Place.IDLE;
    inFlight.merge(lane.line, -1, Integer::sum);
  }

  int inFlight() {
    return inFlight.values().stream().mapToInt(Integer::intValue).sum();
  }

  private boolean mayStart(Line line) {
    if (line == Line.PROVEN) {
      return inFlight.get(line) < maxProven;
    }
    int unproven = inFlight.get(Line.NEW) + inFlight.get(Line.FAILING);
    return unproven < maxUnproven && inFlight.get(line) < maxOfOneKind;
  }

  private static Lane live(ArrayDeque<Lane> line) {
    Lane lane = line.poll();
    while (lane != null && lane.released) {
      lane = line.poll();
    }
    return lane;
  }
}
