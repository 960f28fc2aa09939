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
  private final Releases releases;

  DeferralJudge(RoomView rooms, Gates gates, Releases releases) {
    this.rooms = rooms;
    this.gates = gates;
    this.releases = releases;
  }

  void judge(Arrival arrival, Release release, Verdict verdict) {
    Gate gate = gates.of(arrival);
    Map<String, DeferredRef> lastOf = new LinkedHashMap<>();
    for (String eventId : new LinkedHashSet<>(release.getEventIds())) {
      KeptEvent event = due(arrival, eventId);
      if (event == null) {
        verdict.note(Note.RELEASE_STALE);
      } else {
        gate.askOn(event)
            .ifPresentOrElse(
                deferral -> gate.deferOn(event, deferral, verdict),
                () -> lastOf.merge(event.getSender(), DeferredRef.of(event), DeferredRef::later));
      }
    }
    List<KeptEvent> leaving = leave(arrival, gate, lastOf, verdict);
    gate.settle(verdict);
    releases.deliver(arrival, leaving, Set.of(), verdict);
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
      Arrival arrival, Gate gate, Map<String, DeferredRef> lastOf, Verdict verdict) {
    String room = arrival.room();
    List<KeptEvent> delivered = new ArrayList<>();
    lastOf.values().stream()
        .flatMap(last -> rooms.deferrals().upTo(room, last).stream())
        .sorted()
        .forEach(
            ref -> {
              gate.leave(ref, verdict);
              rooms
                  .deferrals()
                  .event(room, ref)
                  .filter(event -> stays(arrival, event, verdict))
                  .ifPresent(delivered::add);
            });
    return delivered;
  }

  /** Whether the limits would have kept it longer. */
  private static boolean isEarly(Deferral deferral, long nowMs) {
    return nowMs < deferral.getDueTs() || nowMs >= deferral.getLatestTs();
  }

  /** Whether it is still sticky and its sender still joined; else it goes where it belongs. */
  private boolean stays(Arrival arrival, KeptEvent event, Verdict verdict) {
    String room = arrival.room();
    if (arrival.nowMs() >= event.getEndTs()) {
      verdict.note(Note.DEFERRED_TO_ITS_END);
      releases.moved(room, event, Phase.ENDED, verdict);
      return false;
    }
    if (!rooms.joined(room, event.getSender())) {
      verdict.note(Note.HELD);
      KeptEvent held = Kept.held(event);
      verdict.change(writer -> writer.putHeld(room, held));
      releases.moved(room, held, Phase.HELD, verdict);
      return false;
    }
    verdict.note(isEarly(event.getDeferral(), arrival.nowMs()) ? Note.HURRIED : Note.UNDEFERRED);
    return true;
  }
}
