package dev.burdock.streams.state;

import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.read.Membership;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.domain.Kept;
import dev.burdock.streams.kept.KeptEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads the stores for those who ask from outside of the topology. Safe for many threads. */
public final class Reads {
  private static final int MAX_PAGE_BYTES = 4 << 20;

  private final AvroCodec<KeptEvent> events;
  private final AvroCodec<UserRoom> userRooms;

  public Reads(SchemaRegistry registry) {
    this.events = new AvroCodec<>(registry, KeptEvent.class);
    this.userRooms = new AvroCodec<>(registry, UserRoom.class);
  }

  /**
   * Where a page begins: behind this position.
   *
   * @param offset of the position, -1 for the start
   * @param index of the position
   */
  public record After(long offset, int index) {
    public static final After START = new After(-1, 0);
  }

  /** The last offset that was applied to a store of sticky events; -1 for none. */
  public long appliedOffset(ReadOnlyKeyValueStore<byte[], byte[]> sticky) {
    return Applied.read(sticky).offset();
  }

  /**
   * A page of a room's unexpired events in the order of their positions (R10).
   *
   * @param nowMs what ended until then is left out
   * @param limit how many at most; a page of many bytes is cut earlier
   */
  public RoomPage page(
      ReadOnlyKeyValueStore<byte[], byte[]> sticky,
      int partition,
      String room,
      After after,
      int limit,
      long nowMs) {
    // Read first: the scan then holds at least what it claims.
    long applied = appliedOffset(sticky);
    List<StickyEntry> entries = new ArrayList<>();
    int bytes = 0;
    boolean more = false;
    byte[] from = new KeyWriter().text(room).int64(after.offset()).int32(after.index()).end();
    try (var found = sticky.range(from, new KeyWriter().text(room).end())) {
      while (found.hasNext() && !more) {
        KeptEvent event = events.decode(found.next().value);
        if (nowMs >= event.getEndTs()) {
          continue;
        }
        more = entries.size() >= limit || bytes >= MAX_PAGE_BYTES;
        if (!more) {
          entries.add(entry(partition, event));
          bytes += event.getEvent().remaining();
        }
      }
    }
    return new RoomPage(room, applied, entries, more);
  }

  /** The rooms that a user is joined to. */
  public UserRooms rooms(ReadOnlyKeyValueStore<byte[], byte[]> store, String user) {
    List<Membership> rooms = new ArrayList<>();
    try (var found = Scans.below(store, new KeyWriter().text(user))) {
      while (found.hasNext()) {
        UserRoom room = userRooms.decode(found.next().value);
        rooms.add(new Membership(room.getRoomId(), room.getJoined(), room.getPosition()));
      }
    }
    return new UserRooms(user, rooms);
  }

  private static StickyEntry entry(int partition, KeptEvent event) {
    return new StickyEntry(
        new Position(partition, event.getOffset(), event.getIndex()),
        Kept.burst(event),
        event.getDecidedTs(),
        event.getEventId(),
        event.getSender(),
        event.getType(),
        event.getStartTs(),
        event.getEndTs(),
        event.getEvent());
  }
}
