package dev.burdock.fanout.federation.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The lanes that are being caught up, so many at once; the others wait in line. */
final class Rounds {
  private final int most;
  private final Consumer<Lane> begin;
  private final Set<Lane> open = new HashSet<>();
  private final Deque<Lane> line = new ArrayDeque<>();

  /**
   * @param begin called for a lane whose turn it is
   */
  Rounds(int most, Consumer<Lane> begin) {
    this.most = most;
    this.begin = begin;
  }

  /** A lane waits for its turn, which may be now. */
  void await(Lane lane) {
    if (open.contains(lane)) {
      begin.accept(lane);
    } else if (!line.contains(lane)) {
      line.add(lane);
      next();
    }
  }

  /** A lane is caught up, or fails again, or is gone. */
  void end(Lane lane) {
    line.remove(lane);
    if (open.remove(lane)) {
      next();
    }
  }

  private void next() {
    while (open.size() < most && !line.isEmpty()) {
      Lane lane = line.remove();
      open.add(lane);
      begin.accept(lane);
    }
  }
}
