package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.Burst;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The truth of a model test: rooms, one member, and the log of what the topology decided. */
final class World implements RoomReads {
  static final int PARTITIONS = 3;
  static final int ROOMS = 6;
  static final String CAROL = "@carol:example.org";

  private final Random random;
  private final long[] nextOffset = new long[PARTITIONS];
  final List<List<Delivery>> log =
      IntStream.range(0, PARTITIONS).<List<Delivery>>mapToObj(p -> new ArrayList<>()).toList();
  final Map<String, StickyItem> live = new HashMap<>();

  /** Events that the homeserver alone knows. */
  final Map<String, StickyItem> there = new HashMap<>();

  /** Redacted events, by the log's size before their redaction, which standbys may not know of. */
  final Map<StickyItem, Integer> redacted = new HashMap<>();

  /** Senders whom the member ignores. */
  final Set<String> ignored = new HashSet<>();

  /** Records that every standby is behind, at most. */
  private int standbyLag;

  private final Map<String, String> rooms = new HashMap<>();
  final Map<String, MarkedMembership> memberships = new HashMap<>();
  private final Map<String, List<MarkedMembership>> history = new HashMap<>();
  long now = Samples.NOW;
  private int bursts;

  World(Random random) {
    this.random = random;
  }

  static String room(int number) {
    return "!room" + number + ":example.org";
  }

  static int partition(String room) {
    return Math.floorMod(room.hashCode(), PARTITIONS);
  }

  void passTime() {
    now += random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(3);
    live.values().removeIf(item -> !item.isSticky(now));
    there.values().removeIf(item -> !item.isSticky(now));
  }

  /** Standbys answer from before, or are level with the owners. */
  void lag() {
    standbyLag = random.nextBoolean() ? 0 : random.nextInt(20);
  }

  /** The member ignores a sender, or no longer. */
  void ignore() {
    if (!ignored.remove(CAROL)) {
      ignored.add(CAROL);
    }
  }

  private String sender() {
    return random.nextInt(4) == 0 ? CAROL : Samples.BOB;
  }

  /** An event that our feed is never told of. */
  void arriveThereAlone() {
    String room = room(random.nextInt(ROOMS));
    String id = "$there" + rooms.size();
    Mark mark = new Mark(0, 0);
    PageKey key = PageKey.of(now, partition(room), room, "", mark);
    long end = now + 1 + random.nextInt(600_000);
    rooms.put(id, room);
    there.put(id, new StickyItem(room, key, "", id, sender(), now, end, Samples.json(id)));
  }

  /** Who sent an event that is sticky. */
  String senderOf(String eventId) {
    return live.containsKey(eventId) ? live.get(eventId).sender() : there.get(eventId).sender();
  }

  String roomOf(String eventId) {
    return rooms.get(eventId);
  }

  boolean isSticky(String eventId) {
    return live.containsKey(eventId) || there.containsKey(eventId);
  }

  /** Bursts of several rooms at one time, the records of one partition shuffled together. */
  void arrive() {
    int rooms = 1 + random.nextInt(3);
    List<List<Runnable>> parts = new ArrayList<>();
    for (int i = 0; i < rooms; i++) {
      parts.add(burst(room(random.nextInt(ROOMS))));
    }
    while (!parts.isEmpty()) {
      List<Runnable> part = parts.get(random.nextInt(parts.size()));
      part.remove(0).run();
      parts.removeIf(List::isEmpty);
    }
  }

  private List<Runnable> burst(String room) {
    int size = random.nextInt(4) == 0 ? 1 + random.nextInt(9) : 1 + random.nextInt(2);
    String id = "burst" + bursts++;
    List<Runnable> records = new ArrayList<>();
    for (int index = 0; index < size; index++) {
      Burst burst = size == 1 ? null : new Burst(id, index, size);
      boolean last = index == size - 1;
      records.add(() -> record(room, burst, last));
    }
    return records;
  }

  private void record(String room, Burst burst, boolean last) {
    int partition = partition(room);
    Mark mark = new Mark(nextOffset[partition]++, 0);
    if (random.nextInt(5) > 0) {
      deliver(room, mark, burst);
    } else if (burst != null && last) {
      log.get(partition).add(Samples.burstEnd(room, partition, mark, burst));
    }
  }

  /** One record releases events that waited: one burst at one offset. */
  void release() {
    String room = room(random.nextInt(ROOMS));
    int partition = partition(room);
    long offset = nextOffset[partition]++;
    int size = 1 + random.nextInt(9);
    for (int index = 0; index < size; index++) {
      Burst burst = new Burst("release:" + partition + ":" + offset, index, size);
      deliver(room, new Mark(offset, index), burst);
    }
  }

  private void deliver(String room, Mark mark, Burst burst) {
    int partition = partition(room);
    long end = now + 1 + random.nextInt(600_000);
    String burstId = burst == null ? "" : burst.getId();
    String id = "$" + partition + "-" + mark.offset() + "." + mark.index();
    StickyItem item =
        new StickyItem(
            room,
            PageKey.of(now, partition, room, burstId, mark),
            burstId,
            id,
            sender(),
            now,
            end,
            Samples.json(id));
    live.put(id, item);
    rooms.put(id, room);
    log.get(partition).add(Samples.added(item, burst));
  }

  /** The member leaves the room, or joins it. */
  void move() {
    String room = room(random.nextInt(ROOMS));
    int partition = partition(room);
    Mark mark = new Mark(nextOffset[partition]++, random.nextInt(2));
    boolean joined = !isJoined(room);
    MarkedMembership membership = new MarkedMembership(joined, partition, mark);
    memberships.put(room, membership);
    history.computeIfAbsent(room, any -> new ArrayList<>()).add(membership);
    log.get(partition).add(Samples.moved(room, partition, mark, Samples.ALICE, joined));
  }

  /** The last membership of a room that who stands at {@code bound} may know. */
  MarkedMembership membershipAt(String room, Marks bound) {
    return knownAt(room, bound).orElseThrow();
  }

  /** The same; empty when it may know none. */
  Optional<MarkedMembership> knownAt(String room, Marks bound) {
    return history.getOrDefault(room, List.of()).stream()
        .filter(membership -> !membership.mark().isAfter(bound.get(membership.partition())))
        .reduce((earlier, later) -> later);
  }

  boolean isJoined(String room) {
    MarkedMembership membership = memberships.get(room);
    return membership != null && membership.joined();
  }

  void redact() {
    List<String> ids = new ArrayList<>(live.keySet());
    if (!ids.isEmpty()) {
      Collections.sort(ids);
      StickyItem item = live.remove(ids.get(random.nextInt(ids.size())));
      int partition = item.key().partition();
      Mark mark = new Mark(nextOffset[partition]++, 0);
      redacted.put(item, log.get(partition).size());
      log.get(partition).add(Samples.redacted(item.roomId(), partition, mark, item.eventId()));
    }
  }

  @Override
  public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
    int size = log.get(partition(roomId)).size() - standbyLag;
    Stream<StickyItem> before =
        redacted.entrySet().stream()
            .filter(entry -> entry.getValue() >= size)
            .map(Map.Entry::getKey);
    return CompletableFuture.completedFuture(
        Stream.concat(live.values().stream(), before)
            .filter(item -> item.roomId().equals(roomId) && item.isSticky(now))
            .toList());
  }

  @Override
  public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
    return CompletableFuture.completedFuture(Map.copyOf(memberships));
  }
}
