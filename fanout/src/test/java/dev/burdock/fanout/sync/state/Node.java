package dev.burdock.fanout.sync.state;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.schemas.delivery.Delivery;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One sync process of a model test, which reads the log of a {@link World} at its own pace. */
final class Node {
  static final UUID STREAM = new UUID(43, 54);
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final World world;
  private final Notifier notifier;
  final StickyFeed feed;
  private final int[] read = new int[World.PARTITIONS];

  Node(World world, long cacheBytes) {
    this.world = world;
    RoomHeads heads = new RoomHeads();
    RoomLogs logs = new RoomLogs(heads, world, cacheBytes);
    Sessions sessions = new Sessions(world, Ticker.disabledTicker());
    this.notifier = new Notifier(World.PARTITIONS, NEVER, heads, logs, sessions);
    this.feed = new StickyFeed(STREAM, notifier, sessions, heads, logs, new WorldClock());
  }

  /** Reads up to {@code count} records of a partition. */
  void advance(int partition, int count) {
    List<Delivery> log = world.log.get(partition);
    int end = Math.min(log.size(), read[partition] + count);
    while (read[partition] < end) {
      notifier.apply(partition, log.get(read[partition]++), world.now);
    }
    notifier.publish(world.now);
  }

  /** Reads up to {@code count} records of a partition once more, as after a crash. */
  void replay(int partition, int count) {
    List<Delivery> log = world.log.get(partition);
    log.subList(Math.max(0, read[partition] - count), read[partition])
        .forEach(delivery -> notifier.apply(partition, delivery, world.now));
    notifier.publish(world.now);
  }

  void catchUp() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      advance(partition, Integer.MAX_VALUE - read[partition]);
    }
    notifier.purge(world.now);
  }

  /** What is given beside timelines that hold these events. */
  Page sync(SyncToken since, int limit, Set<String> timeline) {
    StickyFeed.Question question =
        new StickyFeed.Question(
            Samples.ALICE, since, room -> true, item -> !timeline.contains(item.eventId()), limit);
    return feed.session(Samples.ALICE)
        .thenCompose(session -> feed.page(session, question))
        .toCompletableFuture()
        .join()
        .beside(timeline, world.now);
  }

  private final class WorldClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(world.now);
    }
  }
}
