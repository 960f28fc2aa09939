package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.map.StickyMapEntry;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.kept.Limit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is to be done about one record: changes of what is known, and outputs, each in order.
 * Collected first and done after, so that a judgement that fails changes nothing.
 */
public final class Decision {
  /** A PDU for the destinations of one partition of outbound. */
  public record Push(int partition, Outbound outbound) {}

  /**
   * What a key of the clients' map shows from now on.
   *
   * @param entry null when it shows nothing any more
   */
  public record MapChange(MapKey key, StickyMapEntry entry) {}

  private final List<Consumer<RoomWriter>> changes = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Push> pushes = new ArrayList<>();
  private final List<UserRoom> userRooms = new ArrayList<>();
  private final List<MapChange> mapChanges = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Limit> deferrals = new ArrayList<>();
  private int positions;

  /** Adds a change. */
  void change(Consumer<RoomWriter> change) {
    changes.add(change);
  }

  /** The next position of this record: one running index over all its deliveries. */
  Position nextPosition(Arrival arrival) {
    return new Position(arrival.partition(), arrival.offset(), positions++);
  }

  /** Adds a delivery at a position. */
  void deliver(Arrival arrival, Position position, Burst burst, Object body) {
    deliveries.add(new Delivery(arrival.room(), arrival.nowMs(), position, burst, body));
  }

  /** Adds a delivery that has no place in the stream. */
  void deliver(String room, long decidedMs, Object body) {
    deliveries.add(new Delivery(room, decidedMs, null, null, body));
  }

  void push(int partition, Outbound outbound) {
    pushes.add(new Push(partition, outbound));
  }

  void userRoom(UserRoom userRoom) {
    userRooms.add(userRoom);
  }

  void map(MapKey key, StickyMapEntry entry) {
    mapChanges.add(new MapChange(key, entry));
  }

  void note(Note note) {
    notes.add(note);
  }

  /** Counts that a limit gave an event a turn. */
  void deferred(Limit limit) {
    deferrals.add(limit);
  }

  /** Makes the changes, in order. */
  public void apply(RoomWriter writer) {
    changes.forEach(change -> change.accept(writer));
  }

  public List<Delivery> deliveries() {
    return Collections.unmodifiableList(deliveries);
  }

  public List<Push> pushes() {
    return Collections.unmodifiableList(pushes);
  }

  public List<UserRoom> userRooms() {
    return Collections.unmodifiableList(userRooms);
  }

  public List<MapChange> mapChanges() {
    return Collections.unmodifiableList(mapChanges);
  }

  public List<Note> notes() {
    return Collections.unmodifiableList(notes);
  }

  /** The limits that made an event wait, once for each time. */
  public List<Limit> deferrals() {
    return Collections.unmodifiableList(deferrals);
  }
}
