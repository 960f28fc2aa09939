package dev.burdock.fanout.federation.lane;

import java.util.ArrayDeque;

/**
 * The lanes that are ready to be called, each in its turn, and how many calls there may be at once.
 * Destinations that failed last time, or are new, have a bound of their own: were they thousands,
 * and all hanging, the others would not notice.
 */
final class Turns {
  private final ArrayDeque<Lane> proven = new ArrayDeque<>();
  private final ArrayDeque<Lane> unproven = new ArrayDeque<>();
  private final int maxProven;
  private final int maxUnproven;
  private int provenInFlight;
  private int unprovenInFlight;

  Turns(int maxProven, int maxUnproven) {
    this.maxProven = maxProven;
    this.maxUnproven = maxUnproven;
  }

  /** Puts a lane at the end of its line. */
  void add(Lane lane) {
    lane.place = Lane.Place.READY;
    (lane.proven ? proven : unproven).add(lane);
  }

  /** The lane whose turn it is, with a place in flight taken for it; null if none may start. */
  Lane poll() {
    Lane lane = provenInFlight < maxProven ? live(proven) : null;
    if (lane == null && unprovenInFlight < maxUnproven) {
      lane = live(unproven);
    }
    if (lane == null) {
      return null;
    }
    if (lane.proven) {
      provenInFlight++;
    } else {
      unprovenInFlight++;
    }
    lane.place = Lane.Place.IN_FLIGHT;
    return lane;
  }

  /** Gives the place of a lane back. Must come before the lane's {@code proven} changes. */
  void done(Lane lane) {
    lane.place = Lane.Place.IDLE;
    if (lane.proven) {
      provenInFlight--;
    } else {
      unprovenInFlight--;
    }
  }

  int inFlight() {
    return provenInFlight + unprovenInFlight;
  }

  private static Lane live(ArrayDeque<Lane> line) {
    Lane lane = line.poll();
    while (lane != null && lane.released) {
      lane = line.poll();
    }
    return lane;
  }
}
