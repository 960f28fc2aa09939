package dev.burdock.streams.processor;

import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.domain.DueDeferrals;
import dev.burdock.streams.domain.Timer;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.state.RoomStores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes records of room-events that release the deferred events whose turn has come, within a
 * budget of count and time per firing; it delivers nothing itself (R28, ADR 0070).
 */
final class Releaser {
  /** One release is one burst: it fits into one response of a client (R13, R20). */
  private static final int EVENTS_PER_RECORD = 100;

  /** A release of the same task's own partition comes back within a commit or two. */
  private static final long REPEAT_MS = 30_000;

  private final RoomSettings settings;
  private final RoomStores stores;
  private final Consumer<RoomEvent> sink;
  private final DueDeferrals deferrals;

  Releaser(RoomSettings settings, RoomStores stores, Consumer<RoomEvent> sink) {
    this.settings = settings;
    this.stores = stores;
    this.sink = sink;
    this.deferrals = new DueDeferrals(stores, REPEAT_MS);
  }

  /** What is left when the budget is spent waits for the next firing. */
  void fire() {
    Budget budget =
        new Budget(settings.inbound().batch(), settings.inbound().budgetMs(), settings.clock());
    long nowMs = settings.clock().millis();
    Map<String, List<KeptEvent>> due = new LinkedHashMap<>();
    stores
        .timers()
        .due(
            Timer.Queue.TURN,
            nowMs,
            timer -> {
              Decision decision = new Decision();
              deferrals
                  .due(timer, nowMs, decision)
                  .ifPresent(
                      event ->
                          due.computeIfAbsent(timer.room(), any -> new ArrayList<>()).add(event));
              decision.apply(stores);
              return budget.spend();
            });
    due.forEach((room, events) -> release(room, events, nowMs));
    if (budget.isSpent()) {
      settings.metrics().releasesCut();
    }
  }

  private void release(String room, List<KeptEvent> events, long nowMs) {
    for (int from = 0; from < events.size(); from += EVENTS_PER_RECORD) {
      List<KeptEvent> some =
          events.subList(from, Math.min(from + EVENTS_PER_RECORD, events.size()));
      List<String> ids = some.stream().map(KeptEvent::getEventId).toList();
      String server = some.get(0).getServerName();
      sink.accept(new RoomEvent(room, server, nowMs, Feed.BURDOCK, null, new Release(ids)));
    }
  }
}
