package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.streams.kept.Deferral;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import dev.burdock.streams.kept.SeenEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Delivers events later than they came, as one burst at the position of the record that released
 * them: soft-failed ones that are now allowed (R08), and deferred ones (R28).
 */
final class LateDelivery {
  private final RoomView rooms;
  private final Pushes pushes;
  private final Gates gates;

  LateDelivery(RoomView rooms, Pushes pushes, Gates gates) {
    this.rooms = rooms;
    this.pushes = pushes;
    this.gates = gates;
  }

  /**
   * Judges soft-failed events again; those now allowed pass the gate as if they arrived now.
   *
   * @param held what to judge, in the order of arrival
   * @param joined who is joined now, the record included
   * @param levels who may do what now, the record included
   * @param newServers servers that have a joined member by this record only
   */
  void judge(
      Arrival arrival,
      List<HeldRef> held,
      Predicate<String> joined,
      PowerLevels levels,
      Set<String> newServers,
      Decision decision) {
    List<KeptEvent> allowed =
        held.stream()
            .filter(ref -> joined.test(ref.sender()))
            .flatMap(ref -> rooms.held(arrival.room(), ref.sender(), ref.arrivalOffset()).stream())
            .filter(event -> arrival.nowMs() < event.getEndTs())
            .filter(event -> allowed(event, levels))
            .toList();
    Gate gate = gates.of(arrival);
    List<KeptEvent> passed = new ArrayList<>();
    for (KeptEvent event : allowed) {
      decision.change(
          writer -> writer.dropHeld(arrival.room(), event.getSender(), event.getArrivalOffset()));
      Optional<Deferral> deferral = gate.ask(event);
      if (deferral.isPresent()) {
        decision.note(Note.DEFERRED);
        KeptEvent waiting = gate.defer(event, deferral.get(), decision);
        moved(arrival.room(), waiting, Phase.DEFERRED, decision);
      } else {
        decision.note(Note.RELEASED);
        passed.add(event);
      }
    }
    gate.settle(decision);
    deliver(arrival, passed, newServers, decision);
  }

  /**
   * Delivers events that wait nowhere any more.
   *
   * @param newServers servers that have a joined member by this record only
   */
  void deliver(Arrival arrival, List<KeptEvent> events, Set<String> newServers, Decision decision) {
    String burstId = "release:" + arrival.partition() + ":" + arrival.offset();
    StickyMap map = new StickyMap(rooms, arrival.nowMs());
    for (int i = 0; i < events.size(); i++) {
      Burst burst = new Burst(burstId, i, events.size());
      map.add(arrival.room(), deliver(arrival, events.get(i), burst, newServers, decision));
    }
    map.settle(decision);
  }

  private static boolean allowed(KeptEvent event, PowerLevels levels) {
    return levels.maySend(event.getSender(), event.getType(), event.getStateKey() != null);
  }

  private KeptEvent deliver(
      Arrival arrival, KeptEvent waited, Burst burst, Set<String> newServers, Decision decision) {
    String room = arrival.room();
    Position position = decision.nextPosition(arrival);
    KeptEvent kept = Kept.released(waited, position, arrival.nowMs(), burst);
    decision.change(writer -> writer.putSticky(room, kept));
    moved(room, kept, Phase.STICKY, decision);
    decision.deliver(arrival, position, burst, Kept.added(kept));
    if (pushes.pushable(kept)) {
      Set<String> servers = new TreeSet<>(rooms.servers(room));
      servers.addAll(newServers);
      pushes.push(decision, room, kept, Cause.LIVE, servers);
    }
    // Its end may have been told while it was held; it is told again now that it was delivered.
    decision.change(
        writer -> writer.putTimer(Timer.expire(room, kept.getEventId(), kept.getEndTs())));
    return kept;
  }

  /** Remembers where an event is kept from now on. */
  void moved(String room, KeptEvent kept, Phase phase, Decision decision) {
    rooms
        .seen(room, kept.getEventId())
        .map(
            seen ->
                SeenEvent.newBuilder(seen)
                    .setPhase(phase)
                    .setOffset(kept.getOffset())
                    .setIndex(kept.getIndex())
                    .build())
        .ifPresent(
            seen -> decision.change(writer -> writer.putSeen(room, kept.getEventId(), seen)));
  }
}
