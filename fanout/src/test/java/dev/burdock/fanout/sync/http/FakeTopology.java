package dev.burdock.fanout.sync.http;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.RoomReads;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.schemas.delivery.Delivery;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A feed of one partition whose records a test writes, with one member, {@link Samples#ALICE}. */
public final class FakeTopology implements RoomReads {
  public static final String ROOM = "!a:example.org";

  public final Clock clock = Clock.fixed(Instant.ofEpochMilli(Samples.NOW), ZoneOffset.UTC);
  public final StickyFeed feed;
  private final Notifier notifier;
  private long offset = 10;
  public volatile boolean down;

  /** Reads that never end. */
  public volatile boolean slow;

  public FakeTopology() {
    RoomHeads heads = new RoomHeads();
    RoomLogs logs = new RoomLogs(heads, this, 1 << 20);
    Sessions sessions = new Sessions(this, Ticker.systemTicker());
    this.notifier = new Notifier(1, 1_000, heads, logs, sessions);
    this.feed = new StickyFeed(new UUID(4, 3), notifier, sessions, heads, logs, clock);
  }

  /** Id of the event that arrives next. */
  public synchronized String nextId() {
    return Samples.item(ROOM, 0, offset, Samples.NOW, "").eventId();
  }

  /** A sticky event is delivered to the room. */
  public synchronized StickyItem arrive() {
    StickyItem item = Samples.item(ROOM, 0, offset++, Samples.NOW, "");
    apply(Samples.added(item, null));
    return item;
  }

  public synchronized void leave(String user) {
    apply(Samples.moved(ROOM, 0, new Mark(offset++, 0), user, false));
  }

  public synchronized void join(String user) {
    apply(Samples.moved(ROOM, 0, new Mark(offset++, 0), user, true));
  }

  private void apply(Delivery delivery) {
    notifier.apply(0, delivery, Samples.NOW);
    notifier.publish(Samples.NOW);
  }

  @Override
  public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
    return CompletableFuture.failedStage(new IllegalStateException("not asked in these tests"));
  }

  @Override
  public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
    if (slow) {
      return new CompletableFuture<>();
    }
    return down
        ? CompletableFuture.failedStage(new IllegalStateException("down"))
        : CompletableFuture.completedStage(
            Map.of(ROOM, new MarkedMembership(true, 0, new Mark(1, 0))));
  }
}
