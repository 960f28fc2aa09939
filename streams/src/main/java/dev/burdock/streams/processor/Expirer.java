package dev.burdock.streams.processor;

import dev.burdock.schemas.topic.Topic;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.domain.Reaper;
import dev.burdock.streams.domain.Timer;
import dev.burdock.streams.state.RoomStores;

/** Handles the timers that came due, within a budget of count and time per firing (ADR 0009). */
final class Expirer {
  private static final long REPLAYABLE_MS =
      Long.parseLong(Topic.ROOM_EVENTS.configs().get("retention.ms"));

  private final RoomSettings settings;
  private final RoomStores stores;
  private final Sink sink;
  private final Reaper reaper;

  Expirer(RoomSettings settings, RoomStores stores, Sink sink) {
    this.settings = settings;
    this.stores = stores;
    this.sink = sink;
    this.reaper = new Reaper(stores, settings.expiry().graceMs());
  }

  /** Where decisions go. */
  interface Sink {
    void emit(Decision decision, long timestampMs);
  }

  /** What is left when the budget is spent waits for the next firing. */
  void fire() {
    Budget budget =
        new Budget(settings.expiry().batch(), settings.expiry().budgetMs(), settings.clock());
    long nowMs = settings.clock().millis();
    handle(Timer.Queue.EXPIRE, nowMs, nowMs, budget);
    handle(Timer.Queue.REMOVE, horizon(nowMs), nowMs, budget);
    if (budget.isSpent()) {
      settings.metrics().expiryCut();
    }
  }

  /**
   * The time behind which nothing can be judged any more: that of the latest record, whose
   * followers are not older but for the grace; in a quiet partition, the oldest record that Kafka
   * still has.
   */
  private long horizon(long nowMs) {
    return Math.min(nowMs, Math.max(stores.applied().streamMs(), nowMs - REPLAYABLE_MS));
  }

  private void handle(Timer.Queue queue, long untilMs, long nowMs, Budget budget) {
    if (budget.isSpent()) {
      return;
    }
    stores
        .timers()
        .due(
            queue,
            untilMs,
            timer -> {
              Decision decision = reaper.due(timer, nowMs);
              decision.apply(stores);
              sink.emit(decision, nowMs);
              return budget.spend();
            });
  }
}
