package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import java.util.Optional;

/**
 * Finds the deferred events whose turn has come by the wall clock. It decides nothing about them:
 * their release is asked for in room-events, and asked for again if that did not come back.
 */
public final class DueDeferrals {
  private final RoomView rooms;
  private final long repeatMs;

  /**
   * The turns of one task's rooms.
   *
   * @param repeatMs after this long without the release its record is written again, ms
   */
  public DueDeferrals(RoomView rooms, long repeatMs) {
    this.rooms = rooms;
    this.repeatMs = repeatMs;
  }

  /**
   * The event that a turn is about; empty when it waits no more, or for another turn.
   *
   * @param decision takes the changes of timers
   */
  public Optional<KeptEvent> due(Timer turn, long nowMs, Decision decision) {
    decision.change(writer -> writer.dropTimer(turn));
    Optional<KeptEvent> due =
        rooms
            .seen(turn.room(), turn.other())
            .filter(seen -> seen.getPhase() == Phase.DEFERRED)
            .flatMap(seen -> rooms.deferrals().event(turn.room(), DeferredRef.of(seen)))
            .filter(event -> Timer.turn(turn.room(), event, turn.atMs()).equals(turn));
    due.ifPresent(
        event ->
            decision.change(
                writer -> writer.putTimer(Timer.turn(turn.room(), event, nowMs + repeatMs))));
    return due;
  }
}
