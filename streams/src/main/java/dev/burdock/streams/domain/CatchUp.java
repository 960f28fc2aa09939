package dev.burdock.streams.domain;

import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.streams.kept.KeptEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pushes again to a destination that asks for it: what is unexpired, ours and allowed in the rooms
 * where it has a joined member, oldest first (R23), but for senders who were erased (R27).
 */
public final class CatchUp {
  private final RoomView rooms;
  private final Ours ours;
  private final Pushes pushes;

  /**
   * The catch-up of one task's rooms.
   *
   * @param partitions partitions of outbound
   */
  public CatchUp(RoomView rooms, Ours ours, int partitions) {
    this.rooms = rooms;
    this.ours = ours;
    this.pushes = new Pushes(ours, partitions);
  }

  /** Where an event is kept: bodies are read one by one, not held all at once. */
  private record Place(String room, long offset, int index) {}

  /**
   * What is to be pushed, and at the end that this was all; nothing is changed.
   *
   * @param partition of the rooms that are asked
   * @param nowMs timestamp of the request
   */
  public Decision judge(CatchUpRequest request, int partition, long nowMs) {
    Decision decision = new Decision();
    String destination = request.getDestination();
    if (ours.includes(destination)) {
      decision.note(Note.INVALID);
      return decision;
    }
    for (Place place : places(request, nowMs)) {
      rooms
          .sticky(place.room(), place.offset(), place.index())
          .ifPresent(event -> pushes.answer(decision, place.room(), event, request, partition));
    }
    pushes.endAnswer(decision, request, partition);
    return decision;
  }

  private List<Place> places(CatchUpRequest request, long nowMs) {
    List<Place> places = new ArrayList<>();
    rooms.eachStickyRoom(
        request.getDestination(),
        room ->
            rooms.eachSticky(
                room,
                event -> {
                  if (isWanted(room, event, request, nowMs)) {
                    places.add(new Place(room, event.getOffset(), event.getIndex()));
                  }
                }));
    places.sort(Comparator.comparingLong(Place::offset).thenComparingInt(Place::index));
    return places;
  }

  /** By the clock of its delivery: an event that was released late was not received late. */
  private boolean isWanted(String room, KeptEvent event, CatchUpRequest request, long nowMs) {
    return pushes.pushable(event)
        && nowMs < event.getEndTs()
        && event.getDecidedTs() >= request.getSinceTs()
        && !rooms.erased(room, event.getSender());
  }
}
