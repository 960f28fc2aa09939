package dev.burdock.streams.state;

import dev.burdock.streams.domain.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Timers in the order in which they come due. Each queue remembers the key up to which everything
 * was done, so that no scan walks over what was removed before; a new task begins at the start.
 */
public final class TimerQueue {
  private static final byte[] PRESENT = {1};

  private final KeyValueStore<byte[], byte[]> store;

  /** Before it, a queue holds nothing, ms. */
  private final Map<Timer.Queue, Long> lowWater = new EnumMap<>(Timer.Queue.class);

  TimerQueue(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /** How far a scan came. */
  public enum Scan {
    DONE,
    CUT
  }

  void put(Timer timer) {
    store.put(RoomKeys.timer(timer), PRESENT);
    lowWater.computeIfPresent(timer.queue(), (queue, mark) -> Math.min(mark, timer.atMs()));
  }

  void drop(Timer timer) {
    store.delete(RoomKeys.timer(timer));
  }

  /**
   * Gives the timers of a queue that came due, oldest first, until all were given or the taker
   * wants no more; what is left is given next time.
   *
   * @param untilMs the last due time, ms
   * @param taker drops or moves the timer and tells whether it takes another one
   */
  public Scan due(Timer.Queue queue, long untilMs, Predicate<Timer> taker) {
    long from = lowWater.getOrDefault(queue, Long.MIN_VALUE);
    if (from > untilMs) {
      return Scan.DONE;
    }
    // Set before the scan: what the taker puts back lowers it again.
    lowWater.put(queue, untilMs);
    try (var timers =
        store.range(RoomKeys.timersFrom(queue, from), RoomKeys.timersBehind(queue, untilMs))) {
      while (timers.hasNext()) {
        Timer timer = RoomKeys.timer(timers.next().key);
        if (!taker.test(timer)) {
          lowWater.computeIfPresent(queue, (any, mark) -> Math.min(mark, timer.atMs()));
          return Scan.CUT;
        }
      }
    }
    return Scan.DONE;
  }
}
