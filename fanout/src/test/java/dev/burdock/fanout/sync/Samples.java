package dev.burdock.fanout.sync;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.schemas.event.Burst;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Items and deliveries as tests need them. */
public final class Samples {
  public static final long NOW = 1_760_000_000_000L;
  public static final String ALICE = "@alice:example.org";
  public static final String BOB = "@bob:example.org";

  private Samples() {}

  public static byte[] json(String eventId) {
    return ("{\"event_id\":\"" + eventId + "\",\"type\":\"m.test\",\"unsigned\":{\"age\":7}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  public static StickyItem item(String room, int partition, long offset, long ts, String burst) {
    String id = "$" + partition + "-" + offset;
    return new StickyItem(
        room,
        PageKey.of(ts, partition, room, burst, new Mark(offset, 0)),
        burst,
        id,
        BOB,
        ts,
        ts + 600_000,
        json(id));
  }

  public static Delivery added(StickyItem item, Burst burst) {
    return delivery(
        item.roomId(),
        item.key().partition(),
        item.mark(),
        item.key().decidedTs(),
        burst,
        new StickyAdded(
            item.eventId(),
            item.sender(),
            "m.test",
            item.startTs(),
            item.endTs(),
            ByteBuffer.wrap(item.event())));
  }

  public static Delivery moved(String room, int partition, Mark mark, String user, boolean joined) {
    return delivery(room, partition, mark, NOW, null, new MemberMoved(user, joined));
  }

  public static Delivery burstEnd(String room, int partition, Mark mark, Burst burst) {
    return delivery(room, partition, mark, NOW, burst, new BurstEnd());
  }

  public static Delivery redacted(String room, int partition, Mark mark, String eventId) {
    return delivery(room, partition, mark, NOW, null, new StickyRemoved(eventId, Removal.REDACTED));
  }

  private static Delivery delivery(
      String room, int partition, Mark mark, long ts, Burst burst, Object body) {
    return new Delivery(
        room, ts, new Position(partition, mark.offset(), mark.index()), burst, body);
  }
}
