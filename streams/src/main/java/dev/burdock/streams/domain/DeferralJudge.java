package dev.burdock.streams.domain;

import dev.burdock.schemas.event.Release;
import dev.burdock.streams.kept.Deferral;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges releases of deferred events (R28). Whoever asked for one, an event leaves its line only
 * when its turn has come by the clock of the record, and those before it in its sender's line leave
 * with it.
 */
final class DeferralJudge {
  private final RoomView rooms;
  private final Gates gates;
  private final LateDelivery late;

  DeferralJudge(RoomView rooms, Gates gates, LateDelivery late) {
    this.rooms = rooms;
    this.gates = gates;
    this.late = late;
  }

  void judge(Arrival arrival, Release release, Decision decision) {
    Gate gate = gates.of(arrival);
    Map<String, DeferredRef> lastOf = new LinkedHashMap<>();
    for (String eventId : new LinkedHashSet<>(release.getEventIds())) {
      KeptEvent event = due(arrival, eventId);
      if (event == null) {
        decision.note(Note.RELEASE_STALE);
      } else {
        gate.askOn(event)
            .ifPresentOrElse(
                deferral -> gate.deferOn(event, deferral, decision),
                () -> lastOf.merge(event.getSender(), DeferredRef.of(event), DeferredRef::later));
      }
    }
    List<KeptEvent> leaving = leave(arrival, gate, lastOf, decision);
    gate.settle(decision);
    late.deliver(arrival, leaving, Set.of(), decision);
  }

  /** The deferred event of this id if its turn has come; null when there is no such. */
  private KeptEvent due(Arrival arrival, String eventId) {
    return rooms
        .seen(arrival.room(), eventId)
        .filter(seen -> seen.getPhase() == Phase.DEFERRED)
        .flatMap(seen -> rooms.deferrals().event(arrival.room(), DeferredRef.of(seen)))
        .filter(event -> event.getDeferral().getDueTs() <= arrival.nowMs())
        .orElse(null);
  }

  /** Takes the lines' heads out and tells which of them are delivered, first deferred first. */
  private List<KeptEvent> leave(
      Arrival arrival, Gate gate, Map<String, DeferredRef> lastOf, Decision decision) {
    String room = arrival.room();
    List<KeptEvent> delivered = new ArrayList<>();
    lastOf.values().stream()
        .flatMap(last -> rooms.deferrals().upTo(room, last).stream())
        .sorted()
        .forEach(
            ref -> {
              gate.leave(ref, decision);
              rooms
                  .deferrals()
                  .event(room, ref)
                  .filter(event -> stays(arrival, event, decision))
                  .ifPresent(delivered::add);
            });
    return delivered;
  }

  /** Whether the limits would have kept it longer. */
  private static boolean isEarly(Deferral deferral, long nowMs) {
    return nowMs < deferral.getDueTs() || nowMs >= deferral.getLatestTs();
  }

  /** Whether it is still sticky and its sender still joined; else it goes where it belongs. */
  private boolean stays(Arrival arrival, KeptEvent event, Decision decision) {
    String room = arrival.room();
    if (arrival.nowMs() >= event.getEndTs()) {
      decision.note(Note.DEFERRED_TO_ITS_END);
      late.moved(room, event, Phase.ENDED, decision);
      return false;
    }
    if (!rooms.joined(room, event.getSender())) {
      decision.note(Note.HELD);
      KeptEvent held = Kept.held(event);
      decision.change(writer -> writer.putHeld(room, held));
      late.moved(room, held, Phase.HELD, decision);
      return false;
    }
    decision.note(isEarly(event.getDeferral(), arrival.nowMs()) ? Note.HURRIED : Note.UNDEFERRED);
    return true;
  }
}
