package dev.burdock.fanout.sync.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of a gateway (ADR 0100): once it has begun nobody waits any more, neither who waits
 * already nor who comes now. Shared by all event loops.
 */
public final class Drain {
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean begun;

  /** Whether requests are to be answered at once. */
  public boolean hasBegun() {
    return begun;
  }

  /**
   * Somebody waits.
   *
   * @param hurry called once, on any thread, when it is to wait no longer
   */
  public void enter(Runnable hurry) {
    waiting.add(hurry);
    if (begun && waiting.remove(hurry)) {
      hurry.run();
    }
  }

  /** Waits no more. */
  public void leave(Runnable hurry) {
    waiting.remove(hurry);
  }

  /** From now on everybody is answered at once. */
  public void begin() {
    begun = true;
    for (Runnable hurry : List.copyOf(waiting)) {
      if (waiting.remove(hurry)) {
        hurry.run();
      }
    }
  }
}
