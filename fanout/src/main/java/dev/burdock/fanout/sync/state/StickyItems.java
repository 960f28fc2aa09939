package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.read.StickyEntry;
import java.nio.ByteBuffer;

/** Sticky events out of the records that carry them. */
public final class StickyItems {
  private StickyItems() {}

  /** The event that a delivery adds. */
  static StickyItem of(Delivery delivery, StickyAdded added) {
    return new StickyItem(
        delivery.getRoomId(),
        key(
            delivery.getRoomId(),
            delivery.getDecidedTs(),
            delivery.getPosition(),
            delivery.getBurst()),
        burstId(delivery.getBurst()),
        added.getEventId(),
        added.getSender(),
        added.getStartTs(),
        added.getEndTs(),
        bytes(added.getEvent()));
  }

  /** The event of an entry of a room's page. */
  public static StickyItem of(String roomId, StickyEntry entry) {
    return new StickyItem(
        roomId,
        key(roomId, entry.getDecidedTs(), entry.getPosition(), entry.getBurst()),
        burstId(entry.getBurst()),
        entry.getEventId(),
        entry.getSender(),
        entry.getStartTs(),
        entry.getEndTs(),
        bytes(entry.getEvent()));
  }

  /** The place within its partition. */
  public static Mark mark(Position position) {
    return new Mark(position.getOffset(), position.getIndex());
  }

  private static PageKey key(String roomId, long decidedTs, Position position, Burst burst) {
    return PageKey.of(decidedTs, position.getPartition(), roomId, burstId(burst), mark(position));
  }

  private static String burstId(Burst burst) {
    return burst == null ? "" : burst.getId();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
