package dev.burdock.fanout.sync.state;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.KnownItem;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.schemas.delivery.Delivery;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

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

  /** Whether it has read of an event's redaction. */
  boolean knowsRedactionOf(StickyItem item) {
    Integer place = world.redacted.get(item);
    return place != null && read[item.key().partition()] > place;
  }

  void catchUp() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      advance(partition, Integer.MAX_VALUE - read[partition]);
    }
    notifier.purge(world.now);
  }

  /** What is given beside an answer of the homeserver, and what of its section it lets through. */
  Answered sync(SyncToken since, int limit, Answer answer) {
    Session session = feed.session(Samples.ALICE).toCompletableFuture().join();
    SyncToken token = since.forgetting(answer.forgotten());
    Map<String, KnownItem> known = feed.find(session, answer.all()).toCompletableFuture().join();
    List<RoomEventId> extras =
        answer.section().stream()
            .filter(event -> !known.containsKey(event.eventId()))
            .filter(event -> !feed.isGone(event.eventId()))
            .filter(event -> !token.told().holds(event.eventId()))
            .filter(event -> !world.ignored.contains(world.senderOf(event.eventId())))
            .toList();
    Set<String> told = new HashSet<>();
    answer.timeline().forEach(event -> told.add(event.eventId()));
    extras.forEach(event -> told.add(event.eventId()));
    Wanted wanted =
        new Wanted(
            item -> !told.contains(item.eventId()) && !world.ignored.contains(item.sender()),
            item -> answer.early().contains(item.eventId()),
            answer.left(),
            answer.joined());
    StickyFeed.Question question =
        new StickyFeed.Question(Samples.ALICE, token, room -> true, wanted, limit);
    Page page = feed.page(session, question).toCompletableFuture().join();
    return new Answered(
        page.beside(
            answer.all().stream().filter(event -> told.contains(event.eventId())).toList(),
            known,
            answer.forgotten(),
            world.now),
        extras);
  }

  /** A page, and what the homeserver's section is let through of. */
  record Answered(Page page, List<RoomEventId> extras) {}

  /**
   * An answer of the homeserver.
   *
   * @param timeline sticky events of its timelines
   * @param section those of its own section
   * @param left rooms that it tells the member to have left
   * @param forgotten rooms of which the client has to be told anew
   * @param early events that it is about to tell
   */
  record Answer(
      List<RoomEventId> timeline,
      List<RoomEventId> section,
      Set<String> left,
      Set<String> forgotten,
      Set<String> early) {
    static final Answer EMPTY = new Answer(List.of(), List.of(), Set.of(), Set.of(), Set.of());

    /** Rooms that it tells as joined, if they were not before. */
    Set<String> joined() {
      Set<String> rooms = new HashSet<>(forgotten);
      rooms.removeAll(left);
      return rooms;
    }

    List<RoomEventId> all() {
      return Stream.concat(timeline.stream(), section.stream()).toList();
    }
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
