package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import dev.burdock.streams.kept.RedactionMark;
import dev.burdock.streams.kept.SeenEvent;

/** Judges redactions (R04): an allowed one ends its target at once, or awaits it. */
final class RedactionJudge {
  private final RoomView rooms;
  private final Pushes pushes;
  private final Gates gates;
  private final long dedupeMs;

  RedactionJudge(RoomView rooms, Pushes pushes, Gates gates, long dedupeMs) {
    this.rooms = rooms;
    this.pushes = pushes;
    this.gates = gates;
    this.dedupeMs = dedupeMs;
  }

  void judge(Arrival arrival, RedactionSeen redaction, Decision decision) {
    String room = arrival.room();
    if (rooms.told(room, redaction.getEventId())) {
      // Judged when it first came: its sender's power may have changed since.
      decision.note(Note.DUPLICATE);
      return;
    }
    RepeatGuard.remember(arrival, redaction.getEventId(), dedupeMs, decision);
    String server = Users.server(redaction.getSender());
    boolean privileged =
        PowerLevels.of(
                rooms.auth(room, PowerLevels.POWER_LEVELS), rooms.auth(room, PowerLevels.CREATE))
            .mayRedactOthers(redaction.getSender());
    SeenEvent target = rooms.seen(room, redaction.getRedacts()).orElse(null);
    if (target == null) {
      await(arrival, redaction, new RedactionMark(server, privileged), decision);
    } else if (!Redactions.allowed(server, privileged, target.getSender())) {
      decision.note(Note.REDACTION_REFUSED);
    } else if (target.getPhase() == Phase.HELD) {
      decision.note(Note.REDACTED);
      decision.change(writer -> writer.dropHeld(room, target.getSender(), target.getOffset()));
      end(room, redaction.getRedacts(), target, decision);
    } else if (target.getPhase() == Phase.DEFERRED) {
      decision.note(Note.REDACTED);
      Gate gate = gates.of(arrival);
      gate.leave(DeferredRef.of(target), decision);
      gate.settle(decision);
      end(room, redaction.getRedacts(), target, decision);
    } else if (target.getPhase() == Phase.STICKY) {
      decision.note(Note.REDACTED);
      rooms
          .sticky(room, target.getOffset(), target.getIndex())
          .filter(kept -> arrival.nowMs() < kept.getEndTs())
          .ifPresent(kept -> tell(arrival, kept, decision));
      StickyMap map = new StickyMap(rooms, arrival.nowMs());
      rooms
          .sticky(room, target.getOffset(), target.getIndex())
          .ifPresent(kept -> map.remove(room, kept));
      map.settle(decision);
      decision.change(writer -> writer.dropSticky(room, target.getOffset(), target.getIndex()));
      end(room, redaction.getRedacts(), target, decision);
    }
  }

  private void await(
      Arrival arrival, RedactionSeen redaction, RedactionMark mark, Decision decision) {
    String room = arrival.room();
    String target = redaction.getRedacts();
    String id = redaction.getEventId();
    decision.note(Note.REDACTION_EARLY);
    decision.change(writer -> writer.putRedaction(room, target, id, mark));
    decision.change(
        writer ->
            writer.putTimer(
                Timer.remove(room, Timer.Kind.REDACTION, target, id, arrival.nowMs() + dedupeMs)));
  }

  private void tell(Arrival arrival, KeptEvent kept, Decision decision) {
    decision.deliver(
        arrival,
        decision.nextPosition(arrival),
        null,
        new StickyRemoved(kept.getEventId(), Removal.REDACTED));
    if (pushes.pushable(kept)) {
      pushes.withdraw(decision, arrival.room(), kept, rooms.servers(arrival.room()));
    }
  }

  private static void end(String room, String eventId, SeenEvent target, Decision decision) {
    SeenEvent ended = SeenEvent.newBuilder(target).setPhase(Phase.ENDED).build();
    decision.change(writer -> writer.putSeen(room, eventId, ended));
  }
}
