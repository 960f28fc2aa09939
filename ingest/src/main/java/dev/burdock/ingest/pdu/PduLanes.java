package dev.burdock.ingest.pdu;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/**
 * Works on the events of each room in order, and on a bounded number of rooms side by side. How
 * much waits is bounded by whoever adds. Safe for many threads.
 */
final class PduLanes {
  private final Function<WantedPdu, Future<?>> work;
  private final int maxActive;
  private final Map<String, Queue<Entry>> lanes = new HashMap<>();
  private final Queue<String> ready = new ArrayDeque<>();
  private int active;
  private int load;

  /** So much of one room counts; what waits behind a fetch that keeps failing is of that room. */
  static final int MOST_OF_A_ROOM = 32;

  /**
   * @param work what is done with an event; its future must end
   * @param maxActive rooms that are worked on at once
   */
  PduLanes(Function<WantedPdu, Future<?>> work, int maxActive) {
    this.work = work;
    this.maxActive = maxActive;
  }

  private record Entry(WantedPdu wanted, Promise<Void> done) {}

  /** Adds an event to the end of its room's lane; done when its work has ended, well or badly. */
  Future<Void> add(WantedPdu wanted) {
    Entry entry = new Entry(wanted, Promise.promise());
    synchronized (this) {
      Queue<Entry> lane = lanes.get(wanted.roomId());
      if (lane == null) {
        lane = new ArrayDeque<>();
        lanes.put(wanted.roomId(), lane);
        ready.add(wanted.roomId());
      }
      lane.add(entry);
      load += lane.size() <= MOST_OF_A_ROOM ? 1 : 0;
    }
    startWhatMay();
    return entry.done.future();
  }

  /** Events under way or waiting, of each room at most {@link #MOST_OF_A_ROOM}. */
  synchronized int load() {
    return load;
  }

  private void startWhatMay() {
    for (Entry next = take(); next != null; next = take()) {
      start(next);
    }
  }

  private synchronized Entry take() {
    if (active >= maxActive || ready.isEmpty()) {
      return null;
    }
    active++;
    return lanes.get(ready.remove()).peek();
  }

  private void start(Entry entry) {
    Future<?> running;
    try {
      running = work.apply(entry.wanted);
    } catch (RuntimeException e) {
      running = Future.failedFuture(e);
    }
    running.onComplete(
        ended -> {
          finish(entry.wanted.roomId());
          entry.done.complete();
          startWhatMay();
        });
  }

  private synchronized void finish(String roomId) {
    active--;
    Queue<Entry> lane = lanes.get(roomId);
    load -= lane.size() <= MOST_OF_A_ROOM ? 1 : 0;
    lane.remove();
    if (lane.isEmpty()) {
      lanes.remove(roomId);
    } else {
      ready.add(roomId);
    }
  }
}
