package dev.burdock.fanout.sync.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random histories of bursts, joins, leaves, redactions, expiry, replays, answers of the homeserver
 * that are ahead, behind or old, answers that never arrive, events that it alone knows, ignored
 * senders, and processes and standbys that lag behind at will; one client that walks from token to
 * token across them.
 */
class StickyFeedModelTest {
  private static final long SEEDS = 400;
  private static final int STEPS = 200;

  @Test
  @DisplayName(
      "R04 R10 R11 R12 R13 R14 R15 R16 R20 R28 R30 R32 no history of tokens loses an event or gives"
          + " one twice")
  void everyHistoryGivesEveryEventOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new History(seed).run();
    }
  }

  /**
   * The memberships under which a client was given an event.
   *
   * @param feed what the feed knew of; null for nothing
   * @param seen what the homeserver had told; null for nothing
   * @param there whether it was the homeserver that gave it
   */
  private record Given(MarkedMembership feed, MarkedMembership seen, boolean there) {

    Mark since() {
      return Mark.max(mark(feed), mark(seen));
    }

    /** Whether the client had it: after another join it is given again (R14). */
    boolean repeats(Given before) {
      return before != null
          && since().equals(before.since())
          && !mark(feed).isAfter(mark(before.feed))
          && !(before.there && mark(seen).isAfter(mark(before.seen)));
    }

    private static Mark mark(MarkedMembership membership) {
      return membership == null ? Mark.NONE : membership.mark();
    }
  }

  private static final class History {
    private final long seed;
    private final Random random;
    private final World world;
    private final List<Node> nodes;

    /** The memberships under which the client was given an event. */
    private final Map<String, Given> given = new HashMap<>();

    /** The memberships that the homeserver's answers told it. */
    private Map<String, MarkedMembership> seen = new HashMap<>();

    /** What the homeserver's last section held. */
    private List<RoomEventId> lastSection = List.of();

    private SyncToken token = SyncToken.beginning(Node.STREAM);

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.world = new World(random);
      this.nodes = List.of(new Node(world, 1 << 20), new Node(world, 0), new Node(world, 4_000));
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        Node node = nodes.get(random.nextInt(nodes.size()));
        int partition = random.nextInt(World.PARTITIONS);
        switch (random.nextInt(16)) {
          case 0, 1 -> world.arrive();
          case 2 -> world.release();
          case 3 -> world.move();
          case 4 -> world.redact();
          case 5 -> world.passTime();
          case 6, 7 -> node.advance(partition, random.nextInt(20));
          case 8 -> node.replay(partition, random.nextInt(20));
          case 9 -> drain(node);
          case 10 -> sync(node, 1 + random.nextInt(10), current());
          case 11 -> sync(node, 1 + random.nextInt(10), old());
          case 12 -> world.arriveThereAlone();
          case 13 -> world.lag();
          case 14 -> world.ignore();
          default -> sync(node, 1 + random.nextInt(10), silent());
        }
      }
      nodes.forEach(this::drain);
    }

    /** Once a process has read everything and the client too, the client has it all. */
    private void drain(Node node) {
      node.catchUp();
      boolean chain;
      Page page;
      do {
        chain = !token.isWhole();
        page = sync(node, 1 + random.nextInt(10), silent());
      } while (chain || !page.items().isEmpty() || page.more());
      Set<String> missing =
          world.live.values().stream()
              .filter(item -> world.isJoined(item.roomId()))
              .filter(item -> !item.sender().equals(World.CAROL))
              .filter(item -> !has(item, world.memberships.get(item.roomId())))
              .filter(item -> !isKept(item))
              .map(StickyItem::eventId)
              .collect(Collectors.toSet());
      assertThat(missing).as("lost, seed %d", seed).isEmpty();
    }

    /** A leave and a join that one answer tells take nothing away that a timeline showed. */
    private boolean isKept(StickyItem item) {
      return given.containsKey(item.eventId()) && given.get(item.eventId()).there();
    }

    private boolean has(StickyItem item, MarkedMembership membership) {
      Given before = given.get(item.eventId());
      return before != null && !membership.mark().isAfter(before.since());
    }

    private Page sync(Node node, int limit, Node.Answer answer) {
      if (!node.feed.hasReached(token)
          || (!answer.section().isEmpty() && !node.feed.hasRead(token))) {
        node.catchUp();
      }
      SyncToken since = node.feed.token(TokenCodec.encode(token));
      Node.Answered answered = node.sync(since, limit, answer);
      Node.Answered again = node.sync(since, limit, answer);
      Page page = answered.page();
      assertThat(again.page().next()).as("repeated, seed %d", seed).isEqualTo(page.next());
      assertThat(ids(again.page())).as("repeated, seed %d", seed).isEqualTo(ids(page));
      assertThat(again.extras()).as("repeated, seed %d", seed).isEqualTo(answered.extras());
      if (random.nextInt(4) == 0) {
        return page;
      }
      take(answer, answered.extras(), bound(page));
      check(page, limit);
      assertThat(page.items())
          .as("redacted, or of an ignored sender, seed %d", seed)
          .noneMatch(item -> node.knowsRedactionOf(item) || world.ignored.contains(item.sender()));
      assertThat(page.items()).noneMatch(item -> answer.left().contains(item.roomId()));
      assertThat(page.items())
          .as("of a room that was told as left, seed %d", seed)
          .noneMatch(item -> since.owed().isDue(item.roomId()) && !seen.containsKey(item.roomId()));
      if (since.isWhole()) {
        assertThat(page.items())
            .filteredOn(item -> !since.owed().isDue(item.roomId()))
            .filteredOn(item -> !since.owed().isAway(item.roomId()))
            .as("early, seed %d", seed)
            .noneMatch(item -> answer.early().contains(item.eventId()));
      }
      token = page.next();
      return page;
    }

    /** The client takes in what the homeserver tells. */
    private void take(Node.Answer answer, List<RoomEventId> extras, Marks bound) {
      for (String room : answer.left()) {
        given.keySet().removeIf(id -> room.equals(world.roomOf(id)));
        seen.remove(room);
      }
      answer.forgotten().stream()
          .filter(room -> !answer.left().contains(room))
          .forEach(room -> seen.put(room, world.memberships.get(room)));
      for (RoomEventId event : answer.timeline()) {
        given.put(event.eventId(), given(event.roomId(), bound, true));
      }
      for (RoomEventId event : extras) {
        Given now = given(event.roomId(), bound, true);
        assertThat(now.repeats(given.put(event.eventId(), now)))
            .as("%s given twice by sections, seed %d", event.eventId(), seed)
            .isFalse();
      }
      for (RoomEventId event : answer.section()) {
        if (world.there.containsKey(event.eventId())
            && !world.ignored.contains(world.senderOf(event.eventId()))) {
          assertThat(has(world.there.get(event.eventId()), seen.get(event.roomId())))
              .as("%s of the homeserver's section is lost, seed %d", event.eventId(), seed)
              .isTrue();
        }
      }
      lastSection = answer.section();
    }

    /** An answer that tells of the member's moves and of no event. */
    private Node.Answer silent() {
      Set<String> moved =
          world.memberships.entrySet().stream()
              .filter(entry -> !entry.getValue().equals(seen.get(entry.getKey())))
              .filter(entry -> entry.getValue().joined() || seen.containsKey(entry.getKey()))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      Set<String> left =
          moved.stream().filter(room -> !world.isJoined(room)).collect(Collectors.toSet());
      return new Node.Answer(List.of(), List.of(), left, moved, Set.of());
    }

    /** An answer of now: some events that the client lacks, some that it had just before. */
    private Node.Answer current() {
      Node.Answer moves = silent();
      Map<String, MarkedMembership> now = world.memberships;
      List<RoomEventId> section = new ArrayList<>(some(world.there.values(), now));
      section.addAll(some(world.live.values(), now));
      lastSection.stream().filter(event -> world.isJoined(event.roomId())).forEach(section::add);
      List<RoomEventId> timeline = timeline(now, moves.joined());
      section.removeAll(timeline);
      Set<String> early = new HashSet<>();
      if (random.nextInt(3) == 0) {
        some(world.live.values(), now).forEach(event -> early.add(event.eventId()));
        section.forEach(event -> early.remove(event.eventId()));
      }
      return new Node.Answer(
          timeline,
          section.stream().distinct().filter(event -> world.isSticky(event.eventId())).toList(),
          moves.left(),
          moves.forgotten(),
          early);
    }

    /** An answer from before, which may say that the member is not in a room. */
    private Node.Answer old() {
      Set<String> left = new HashSet<>();
      String room = World.room(random.nextInt(World.ROOMS));
      if (random.nextBoolean() && seen.containsKey(room)) {
        left.add(room);
      }
      List<RoomEventId> timeline =
          timeline(seen, Set.of()).stream()
              .filter(event -> !left.contains(event.roomId()))
              .toList();
      return new Node.Answer(timeline, List.of(), left, left, Set.of());
    }

    /** A timeline reaches behind the member's join in the answer that tells the join alone. */
    private List<RoomEventId> timeline(
        Map<String, MarkedMembership> memberships, Set<String> joinedAnew) {
      return some(
          world.live.values().stream()
              .filter(item -> memberships.containsKey(item.roomId()))
              .filter(
                  item ->
                      joinedAnew.contains(item.roomId())
                          || item.mark().isAfter(memberships.get(item.roomId()).mark()))
              .toList(),
          memberships);
    }

    /** Some events that a client with these memberships lacks. */
    private List<RoomEventId> some(
        Collection<StickyItem> items, Map<String, MarkedMembership> memberships) {
      return items.stream()
          .filter(item -> memberships.containsKey(item.roomId()))
          .filter(item -> memberships.get(item.roomId()).joined())
          .filter(item -> !has(item, memberships.get(item.roomId())))
          .filter(item -> !world.ignored.contains(item.sender()))
          .sorted(Comparator.comparing(StickyItem::eventId))
          .limit(random.nextInt(4))
          .map(item -> new RoomEventId(item.roomId(), item.eventId()))
          .toList();
    }

    private static List<String> ids(Page page) {
      return page.items().stream().map(StickyItem::eventId).toList();
    }

    private static Marks bound(Page page) {
      return page.next().cut().map(SyncToken.Cut::bound).orElse(page.next().base());
    }

    private void check(Page page, int limit) {
      assertThat(page.items()).as("seed %d", seed).hasSizeLessThanOrEqualTo(limit);
      Set<String> inPage = new HashSet<>();
      for (StickyItem item : page.items()) {
        assertThat(item.isSticky(world.now)).as("expired, seed %d", seed).isTrue();
        assertThat(inPage.add(item.eventId())).as("twice in a page, seed %d", seed).isTrue();
      }
      for (StickyItem item : page.items()) {
        checkBurst(item, page, inPage, limit);
      }
      Marks bound = bound(page);
      for (StickyItem item : page.items()) {
        MarkedMembership now = world.membershipAt(item.roomId(), bound);
        assertThat(now.joined()).as("not joined, seed %d", seed).isTrue();
        Given again = given(item.roomId(), bound, false);
        assertThat(again.repeats(given.put(item.eventId(), again)))
            .as("%s given twice, seed %d", item.eventId(), seed)
            .isFalse();
      }
    }

    private Given given(String room, Marks bound, boolean there) {
      return new Given(world.knownAt(room, bound).orElse(null), seen.get(room), there);
    }

    /** What belongs together and was not given before comes together, if the limit allows. */
    private void checkBurst(StickyItem item, Page page, Set<String> inPage, int limit) {
      MarkedMembership membership = world.membershipAt(item.roomId(), bound(page));
      Set<String> together =
          world.live.values().stream()
              .filter(other -> !item.burstId().isEmpty() && other.burstId().equals(item.burstId()))
              .filter(other -> !has(other, membership) && !other.sender().equals(World.CAROL))
              .map(StickyItem::eventId)
              .collect(Collectors.toSet());
      Set<String> whole =
          page.items().stream()
              .filter(other -> other.burstId().equals(item.burstId()))
              .map(StickyItem::eventId)
              .collect(Collectors.toSet());
      whole.addAll(together);
      if (whole.size() <= limit) {
        assertThat(inPage).as("cut burst, seed %d", seed).containsAll(together);
      }
    }
  }
}
