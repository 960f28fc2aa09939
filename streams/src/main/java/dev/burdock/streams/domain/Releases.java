package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Phase;
import dev.burdock.streams.kept.SeenEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Judges soft-failed events again and delivers those now allowed, as one burst at the position of
 * the record that allowed them (R08).
 */
final class Releases {
  private final RoomView rooms;
  private final Pushes pushes;

  Releases(RoomView rooms, Pushes pushes) {
    this.rooms = rooms;
    this.pushes = pushes;
  }

  /**
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
      Verdict verdict) {
    List<KeptEvent> allowed =
        held.stream()
            .filter(ref -> joined.test(ref.sender()))
            .flatMap(ref -> rooms.held(arrival.room(), ref.sender(), ref.arrivalOffset()).stream())
            .filter(event -> arrival.nowMs() < event.getEndTs())
            .filter(event -> allowed(event, levels))
            .toList();
    String burstId = "release:" + arrival.partition() + ":" + arrival.offset();
    StickyMap map = new StickyMap(rooms, arrival.nowMs());
    for (int i = 0; i < allowed.size(); i++) {
      Burst burst = new Burst(burstId, i, allowed.size());
      map.add(arrival.room(), release(arrival, allowed.get(i), burst, newServers, verdict));
    }
    map.settle(verdict);
  }

  private static boolean allowed(KeptEvent event, PowerLevels levels) {
    return levels.maySend(event.getSender(), event.getType(), event.getStateKey() != null);
  }

  private KeptEvent release(
      Arrival arrival, KeptEvent held, Burst burst, Set<String> newServers, Verdict verdict) {
    String room = arrival.room();
    Position position = verdict.nextPosition(arrival);
    KeptEvent kept = Kept.released(held, position, arrival.nowMs(), burst);
    verdict.note(Note.RELEASED);
    verdict.change(writer -> writer.dropHeld(room, held.getSender(), held.getArrivalOffset()));
    verdict.change(writer -> writer.putSticky(room, kept));
    rooms
        .seen(room, kept.getEventId())
        .map(seen -> moved(seen, position))
        .ifPresent(seen -> verdict.change(w -> w.putSeen(room, kept.getEventId(), seen)));
    verdict.deliver(arrival, position, burst, Kept.added(kept));
    if (pushes.pushable(kept)) {
      Set<String> servers = new TreeSet<>(rooms.servers(room));
      servers.addAll(newServers);
      pushes.push(verdict, room, kept, Cause.LIVE, servers);
    }
    // Its end may have been told while it was held; it is told again now that it was delivered.
    verdict.change(
        writer -> writer.putTimer(Timer.expire(room, kept.getEventId(), kept.getEndTs())));
    return kept;
  }

  private static SeenEvent moved(SeenEvent seen, Position position) {
    return SeenEvent.newBuilder(seen)
        .setPhase(Phase.STICKY)
        .setOffset(position.getOffset())
        .setIndex(position.getIndex())
        .build();
  }
}
