package dev.burdock.tests.fuzz;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.RoomReads;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes deliveries as the sync role does. */
final class ShownDeliveries {
  private static final Notifier NOTIFIER = notifier();

  private ShownDeliveries() {}

  /** One with a place that no record has is left out before it gets here. */
  static void show(Delivery delivery) {
    Position place = delivery.getPosition();
    if (place != null && (place.getOffset() < 0 || place.getIndex() < 0)) {
      return;
    }
    NOTIFIER.apply(0, delivery, 1_000);
    NOTIFIER.publish(1_000);
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
