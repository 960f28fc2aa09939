package dev.burdock.fanout.sync.state;

import static dev.burdock.fanout.sync.Samples.ALICE;
import static dev.burdock.fanout.sync.Samples.BOB;
import static dev.burdock.fanout.sync.Samples.NOW;
import static dev.burdock.fanout.sync.Samples.item;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.Burst;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private final RoomHeads heads = new RoomHeads();
  private final CompletableFuture<Map<String, MarkedMembership>> owner = new CompletableFuture<>();
  private final RoomReads reads = new OneUser();
  private final Sessions sessions = new Sessions(reads, Ticker.disabledTicker());
  private final Notifier notifier =
      new Notifier(1, 1_000, heads, new RoomLogs(heads, reads, 1 << 20), sessions);
  private final AtomicInteger wakes = new AtomicInteger();

  @Test
  @DisplayName("R20 a burst wakes who waits once, when it is whole")
  void aBurstWakesOnce() {
    aliceWaitsIn("!a");

    for (int n = 0; n < 3; n++) {
      notifier.apply(0, sticky(10 + n, new Burst("txn", n, 3)), NOW);
      assertThat(wakes).hasValue(0);
      notifier.publish(NOW);
    }

    assertThat(wakes).hasValue(1);
    assertThat(notifier.visible().get(0)).isEqualTo(new Mark(12, 0));
  }

  @Test
  @DisplayName("R20 R28 what one record releases wakes who waits once, and is shown whole")
  void aReleaseWakesOnce() {
    aliceWaitsIn("!a");

    for (int index = 0; index < 3; index++) {
      assertThat(notifier.visible().get(0)).isEqualTo(Mark.NONE);
      notifier.apply(0, released(10, index, 3), NOW);
      notifier.publish(NOW);
    }

    assertThat(wakes).hasValue(1);
    assertThat(notifier.visible().get(0)).isEqualTo(new Mark(10, 2));
  }

  @Test
  void aRecordThatIsReadAgainWakesNobody() {
    aliceWaitsIn("!a");
    notifier.apply(0, sticky(10, null), NOW);
    notifier.apply(0, sticky(11, null), NOW);
    notifier.publish(NOW);

    notifier.apply(0, sticky(10, null), NOW);
    notifier.apply(0, sticky(11, null), NOW);
    notifier.publish(NOW);

    assertThat(wakes).hasValue(1);
  }

  @Test
  @DisplayName("R15 news of a room that the user left wakes nobody")
  void aRoomThatWasLeftWakesNobody() {
    aliceWaitsIn("!a");
    notifier.apply(0, Samples.moved("!a", 0, new Mark(5, 0), ALICE, false), NOW);
    notifier.publish(NOW);
    wakes.set(0);

    notifier.apply(0, sticky(10, null), NOW);
    notifier.publish(NOW);

    assertThat(wakes).hasValue(0);
  }

  @Test
  @DisplayName("R14 a join wakes the user who joined and no other")
  void aJoinWakesTheUser() {
    aliceWaitsIn("!a");

    notifier.apply(0, Samples.moved("!b", 0, new Mark(5, 0), BOB, true), NOW);
    notifier.publish(NOW);
    assertThat(wakes).hasValue(0);
    notifier.apply(0, Samples.moved("!b", 0, new Mark(6, 0), ALICE, true), NOW);
    notifier.publish(NOW);

    assertThat(wakes).hasValue(1);
  }

  @Test
  void aMoveIsKnownAlthoughTheOwnerLagsBehindOrIsStillAsked() {
    notifier.apply(0, Samples.moved("!a", 0, new Mark(5, 0), ALICE, true), NOW);
    CompletionStage<Session> session = sessions.of(ALICE);
    notifier.apply(0, Samples.moved("!b", 0, new Mark(6, 0), ALICE, true), NOW);

    owner.complete(Map.of("!b", new MarkedMembership(false, 0, new Mark(2, 0))));

    Map<String, MarkedMembership> rooms = session.toCompletableFuture().join().rooms();
    assertThat(rooms.get("!a")).isEqualTo(new MarkedMembership(true, 0, new Mark(5, 0)));
    assertThat(rooms.get("!b")).isEqualTo(new MarkedMembership(true, 0, new Mark(6, 0)));
  }

  @Test
  @DisplayName("R03 an event that has ended when it is read is not kept")
  void anEndedEventIsNotKept() {
    notifier.apply(0, sticky(10, null), NOW + 600_000);

    assertThat(heads.size()).isZero();
  }

  private void aliceWaitsIn(String room) {
    owner.complete(Map.of(room, new MarkedMembership(true, 0, new Mark(1, 0))));
    sessions.of(ALICE).toCompletableFuture().join().await(wakes::incrementAndGet);
  }

  private static Delivery released(long offset, int index, int size) {
    String burstId = "release:0:" + offset;
    StickyItem alone = item("!a", 0, offset, NOW, burstId);
    Mark mark = new Mark(offset, index);
    StickyItem item =
        new StickyItem(
            "!a",
            PageKey.of(NOW, 0, "!a", burstId, mark),
            burstId,
            alone.eventId() + "." + index,
            BOB,
            alone.startTs(),
            alone.endTs(),
            alone.event());
    return Samples.added(item, new Burst(burstId, index, size));
  }

  private static Delivery sticky(long offset, Burst burst) {
    return Samples.added(item("!a", 0, offset, NOW, burst == null ? "" : burst.getId()), burst);
  }

  private final class OneUser implements RoomReads {
    @Override
    public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
      return owner;
    }
  }
}
