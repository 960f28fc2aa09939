package dev.burdock.streams.domain;

import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.streams.kept.Deferral;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import dev.burdock.streams.kept.SeenEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Judges sticky events as they arrive (R02, R03, R06, R07, R21, R28), and the PDUs that follow
 * them.
 */
final class StickyJudge {
  private final RoomView rooms;
  private final Pushes pushes;
  private final Gates gates;
  private final long dedupeMs;

  StickyJudge(RoomView rooms, Pushes pushes, Gates gates, long dedupeMs) {
    this.rooms = rooms;
    this.pushes = pushes;
    this.gates = gates;
    this.dedupeMs = dedupeMs;
  }

  void judge(Arrival arrival, StickyEvent event, Decision decision) {
    if (rooms.seen(arrival.room(), event.getEventId()).isPresent()) {
      decision.note(Note.DUPLICATE);
      if (event.getPdu() != null) {
        pdu(arrival, event.getEventId(), event.getPdu(), decision);
      }
      return;
    }
    var window =
        Stickiness.lifetime(
            arrival.event().getReceivedTs(), event.getOriginServerTs(), event.getDurationMs());
    if (!Stickiness.isWorthKeeping(window, arrival.nowMs())) {
      decision.note(Note.EXPIRED_ON_ARRIVAL);
    } else if (Spam.isMarked(event.getEvent())) {
      decision.note(Note.SPAM);
    } else if (Redactions.hit(rooms, arrival.room(), event)) {
      decision.note(Note.REDACTED_ON_ARRIVAL);
      remember(arrival, event, window, Phase.ENDED, decision);
    } else if (event.getSoftFailed() || !rooms.joined(arrival.room(), event.getSender())) {
      hold(arrival, event, window, decision);
    } else {
      admit(arrival, event, window, decision);
    }
  }

  void judge(Arrival arrival, PduFetched fetched, Decision decision) {
    pdu(arrival, fetched.getEventId(), fetched.getPdu(), decision);
  }

  private void admit(
      Arrival arrival, StickyEvent event, Stickiness.Lifetime window, Decision decision) {
    KeptEvent kept = Kept.arrived(arrival, event, window);
    Gate gate = gates.of(arrival);
    Optional<Deferral> deferral = gate.ask(kept);
    if (deferral.isPresent()) {
      decision.note(Note.DEFERRED);
      gate.defer(kept, deferral.get(), decision);
      remember(arrival, event, window, Phase.DEFERRED, decision);
    } else {
      deliver(arrival, kept, decision);
      remember(arrival, event, window, Phase.STICKY, decision);
    }
    gate.settle(decision);
  }

  private void deliver(Arrival arrival, KeptEvent kept, Decision decision) {
    Position position = decision.nextPosition(arrival);
    decision.note(Note.DELIVERED);
    decision.change(writer -> writer.putSticky(arrival.room(), kept));
    StickyMap map = new StickyMap(rooms, arrival.nowMs());
    map.add(arrival.room(), kept);
    map.settle(decision);
    decision.deliver(arrival, position, Kept.burst(kept), Kept.added(kept));
    pushes.push(decision, arrival.room(), kept, Cause.LIVE, servers(arrival, kept));
  }

  private void hold(
      Arrival arrival, StickyEvent event, Stickiness.Lifetime window, Decision decision) {
    KeptEvent kept = Kept.arrived(arrival, event, window);
    decision.note(Note.HELD);
    decision.change(writer -> writer.putHeld(arrival.room(), kept));
    remember(arrival, event, window, Phase.HELD, decision);
  }

  private void remember(
      Arrival arrival,
      StickyEvent event,
      Stickiness.Lifetime window,
      Phase phase,
      Decision decision) {
    String room = arrival.room();
    SeenEvent seen =
        new SeenEvent(
            phase,
            event.getSender(),
            arrival.offset(),
            0,
            window.endMs(),
            forgetMs(arrival, event, window));
    decision.change(writer -> writer.putSeen(room, event.getEventId(), seen));
    decision.change(
        writer -> writer.putTimer(Timer.expire(room, event.getEventId(), window.endMs())));
  }

  /**
   * When no later arrival of the event could be sticky (R02): it would begin at the time that it
   * says of itself. A future-dated one is remembered longer than it is sticky, within a bound.
   */
  private long forgetMs(Arrival arrival, StickyEvent event, Stickiness.Lifetime window) {
    long latestEnd =
        Stickiness.lifetime(Long.MAX_VALUE, event.getOriginServerTs(), event.getDurationMs())
            .endMs();
    return Math.max(window.endMs(), Math.min(latestEnd, arrival.nowMs() + dedupeMs));
  }

  private void pdu(Arrival arrival, String eventId, ByteBuffer pdu, Decision decision) {
    String room = arrival.room();
    SeenEvent seen = rooms.seen(room, eventId).orElse(null);
    if (seen == null || !wantsPdu(seen.getPhase()) || seen.getEndTs() <= arrival.nowMs()) {
      decision.note(Note.PDU_LATE);
      return;
    }
    if (seen.getPhase() == Phase.HELD) {
      rooms
          .held(room, seen.getSender(), seen.getOffset())
          .filter(kept -> kept.getPdu() == null)
          .map(kept -> Kept.withPdu(kept, pdu))
          .ifPresent(kept -> decision.change(writer -> writer.putHeld(room, kept)));
      return;
    }
    rooms
        .sticky(room, seen.getOffset(), seen.getIndex())
        .filter(kept -> kept.getPdu() == null)
        .map(kept -> Kept.withPdu(kept, pdu))
        .ifPresent(
            kept -> {
              decision.change(writer -> writer.putSticky(room, kept));
              pushes.push(decision, room, kept, Cause.LIVE, servers(arrival, kept));
            });
  }

  /** A deferred event is another server's, whose PDU nobody needs (R24). */
  private static boolean wantsPdu(Phase phase) {
    return phase == Phase.STICKY || phase == Phase.HELD;
  }

  /** The servers of the room, which only those need whose event is pushed. */
  private List<String> servers(Arrival arrival, KeptEvent kept) {
    return pushes.pushable(kept) ? rooms.servers(arrival.room()) : List.of();
  }
}
