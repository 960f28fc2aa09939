package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.BurstGate;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.schemas.event.Burst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the topology decided, as far as this process has read it: keeps rooms and users up to date,
 * says how far may be shown, and wakes who waits. One thread applies and publishes, any may read.
 */
public final class Notifier {
  private final RoomHeads heads;
  private final RoomLogs logs;
  private final Sessions sessions;
  private final BurstGate[] gates;
  private final List<List<Touched>> unpublished;
  private volatile Marks visible = Marks.NONE;

  /** A room, or else a user, for whom something is new once {@code mark} is visible. */
  private record Touched(Mark mark, String roomId, String userId) {}

  /**
   * A notifier that has read nothing.
   *
   * @param partitions how many the topic has
   * @param burstWaitMs longest time that a burst is held back, ms
   */
  public Notifier(
      int partitions, long burstWaitMs, RoomHeads heads, RoomLogs logs, Sessions sessions) {
    this.heads = heads;
    this.logs = logs;
    this.sessions = sessions;
    this.gates = new BurstGate[partitions];
    Arrays.setAll(gates, partition -> new BurstGate(burstWaitMs));
    this.unpublished =
        IntStream.range(0, partitions).<List<Touched>>mapToObj(p -> new ArrayList<>()).toList();
  }

  /** How far may be shown. */
  public Marks visible() {
    return visible;
  }

  /**
   * Takes one decision in; one that was read before changes nothing.
   *
   * @param now ms since the epoch
   */
  public void apply(int partition, Delivery delivery, long now) {
    Mark mark = delivery.getPosition() == null ? null : StickyItems.mark(delivery.getPosition());
    if (delivery.getBody() instanceof StickyRemoved removed) {
      // Even when it is told again: a standby that lags may have brought the event back (R04).
      logs.removed(delivery.getRoomId(), removed);
    }
    if (mark != null && gates[partition].isReplay(mark)) {
      return;
    }
    String roomId = delivery.getRoomId();
    Object body = delivery.getBody();
    if (body instanceof StickyAdded added && mark != null) {
      add(StickyItems.of(delivery, added), now);
      unpublished.get(partition).add(new Touched(mark, roomId, null));
    } else if (body instanceof MemberMoved moved && mark != null) {
      String userId = moved.getUserId();
      sessions.moved(userId, roomId, new MarkedMembership(moved.getJoined(), partition, mark));
      unpublished.get(partition).add(new Touched(mark, null, userId));
    }
    if (mark != null) {
      pass(gates[partition], mark, roomId, delivery.getBurst(), now);
    }
  }

  /**
   * Makes visible what has been applied, as far as bursts are whole, and wakes who waits for it.
   */
  public void publish(long now) {
    Marks next = Marks.of(Arrays.stream(gates).map(gate -> gate.visible(now)).toList());
    if (next.equals(visible)) {
      return;
    }
    visible = next;
    Set<String> rooms = new HashSet<>();
    Set<String> users = new HashSet<>();
    for (int partition = 0; partition < gates.length; partition++) {
      Mark bound = next.get(partition);
      unpublished
          .get(partition)
          .removeIf(
              touched -> {
                boolean shown = !touched.mark().isAfter(bound);
                if (shown && touched.roomId() != null) {
                  rooms.add(touched.roomId());
                } else if (shown) {
                  users.add(touched.userId());
                }
                return shown;
              });
    }
    sessions.wake(rooms, users);
  }

  /** Forgets what has ended. */
  public void purge(long now) {
    heads.purge(now);
    logs.purge(now);
  }

  private void add(StickyItem item, long now) {
    if (item.isSticky(now)) {
      logs.added(item, heads.added(item, now));
    }
  }

  private static void pass(BurstGate gate, Mark mark, String roomId, Burst burst, long now) {
    if (burst == null) {
      gate.pass(mark);
    } else {
      gate.pass(
          mark,
          new BurstGate.BurstPlace(roomId, burst.getId(), burst.getIndex(), burst.getSize()),
          now);
    }
  }
}
