package dev.burdock.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.kafka.CheckedDeliveries;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.RoomReads;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.schemas.delivery.Delivery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes deliveries as the sync role does. */
final class ShownDeliveries {
  private static final long NOW = 1_000;
  private static final long END = 1_000_000;

  /** What the check may let through beyond the end. */
  private static final long NEAR = 1_000;

  private static final CheckedDeliveries CHECK = new CheckedDeliveries(1, END);
  private static final Notifier NOTIFIER = notifier();

  private ShownDeliveries() {}

  /** Whatever comes, nobody is led beyond the records that there are. */
  static void show(Delivery delivery) {
    if (!CHECK.takes(0, delivery, NOW)) {
      return;
    }
    NOTIFIER.apply(0, delivery, NOW);
    NOTIFIER.publish(NOW);
    assertThat(NOTIFIER.visible().get(0).offset()).isBetween(-1L, END + NEAR);
    NOTIFIER.purge(Long.MAX_VALUE);
  }

  private static Notifier notifier() {
    RoomHeads heads = new RoomHeads();
    RoomReads nothing = new Nothing();
    return new Notifier(
        1,
        0,
        heads,
        new RoomLogs(heads, nothing, 1 << 20),
        new Sessions(nothing, Ticker.disabledTicker()));
  }

  /** Rooms and users of which nothing is known. */
  private static final class Nothing implements RoomReads {
    @Override
    public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
      return CompletableFuture.completedStage(Map.of());
    }
  }
}
