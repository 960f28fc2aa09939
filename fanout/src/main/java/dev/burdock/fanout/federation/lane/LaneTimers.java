package dev.burdock.fanout.federation.lane;

import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The lanes that wait for their time, the earliest first. */
final class LaneTimers {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::dueTs));

  private record Timer(long dueTs, Lane lane) {}

  /** Puts a lane in, due when its state says. */
  void add(Lane lane) {
    lane.place = Lane.Place.TIMED;
    timers.add(new Timer(lane.dueTs(), lane));
  }

  /** Takes out the lanes that are due. */
  void due(long nowTs, Consumer<Lane> due) {
    while (!timers.isEmpty() && timers.peek().dueTs() <= nowTs) {
      Timer timer = timers.poll();
      Lane lane = timer.lane();
      // A lane that was woken or released left its timer behind.
      if (lane.place == Lane.Place.TIMED && lane.dueTs() == timer.dueTs()) {
        due.accept(lane);
      }
    }
  }

  /** Forgets all timers and takes up those of {@code lanes} anew. */
  void rebuild(Collection<Lane> lanes) {
    timers.clear();
    lanes.stream().filter(lane -> lane.place == Lane.Place.TIMED).forEach(this::add);
  }
}
