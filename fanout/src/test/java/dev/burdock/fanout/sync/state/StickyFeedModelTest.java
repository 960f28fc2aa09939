package dev.burdock.fanout.sync.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
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
 * Random histories of bursts, joins, leaves, redactions, expiry, replays, timelines that are ahead
 * and processes that lag behind at will; one client that walks from token to token across them.
 */
class StickyFeedModelTest {
  private static final long SEEDS = 400;
  private static final int STEPS = 200;

  @Test
  @DisplayName(
      "R10 R11 R12 R13 R14 R15 R20 R28 no history of tokens loses an event or gives one twice")
  void everyHistoryGivesEveryEventOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new History(seed).run();
    }
  }

  private static final class History {
    private final long seed;
    private final Random random;
    private final World world;
    private final List<Node> nodes;

    /** The membership under which the client was given an event. */
    private final Map<String, MarkedMembership> given = new HashMap<>();

    /** What timelines told it. */
    private final Set<String> told = new HashSet<>();

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
        switch (random.nextInt(12)) {
          case 0, 1 -> world.arrive();
          case 2 -> world.release();
          case 3 -> world.move();
          case 4 -> world.redact();
          case 5 -> world.passTime();
          case 6, 7 -> node.advance(partition, random.nextInt(20));
          case 8 -> node.replay(partition, random.nextInt(20));
          case 9 -> drain(node);
          case 10 -> sync(node, 1 + random.nextInt(10), timeline(node));
          default -> sync(node, 1 + random.nextInt(10), Set.of());
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
        page = sync(node, 1 + random.nextInt(10), Set.of());
      } while (chain || !page.items().isEmpty() || page.more());
      Set<String> missing =
          world.live.values().stream()
              .filter(item -> world.isJoined(item.roomId()))
              .filter(item -> !has(item, world.memberships.get(item.roomId())))
              .map(StickyItem::eventId)
              .collect(Collectors.toSet());
      assertThat(missing).as("lost, seed %d", seed).isEmpty();
    }

    /** What a timeline told is not given again to who leaves and joins at once (ADR 74). */
    private boolean has(StickyItem item, MarkedMembership membership) {
      return told.contains(item.eventId()) || membership.equals(given.get(item.eventId()));
    }

    private Page sync(Node node, int limit, Set<String> timeline) {
      if (!node.feed.hasReached(token)) {
        node.catchUp();
      }
      SyncToken since = node.feed.token(TokenCodec.encode(token));
      Page page = node.sync(since, limit, timeline);
      Page again = node.sync(since, limit, timeline);
      assertThat(again.next()).as("repeated, seed %d", seed).isEqualTo(page.next());
      assertThat(ids(again)).as("repeated, seed %d", seed).isEqualTo(ids(page));
      if (random.nextInt(4) == 0) {
        return page;
      }
      timeline.forEach(id -> given.put(id, world.memberships.get(world.live.get(id).roomId())));
      told.addAll(timeline);
      check(page, limit);
      token = page.next();
      return page;
    }

    /** Some events that the client lacks, of which this process may or may not know. */
    private Set<String> timeline(Node node) {
      Marks bound = bound(node.sync(token, 1, Set.of()));
      return world.live.values().stream()
          .filter(item -> world.isJoined(item.roomId()))
          .filter(item -> !has(item, world.memberships.get(item.roomId())))
          .filter(item -> !world.memberships.get(item.roomId()).isNewSince(bound))
          .map(StickyItem::eventId)
          .sorted()
          .limit(1 + random.nextInt(3))
          .collect(Collectors.toSet());
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
        assertThat(given.put(item.eventId(), now))
            .as("%s given twice, seed %d", item.eventId(), seed)
            .isNotEqualTo(now);
      }
    }

    /** What belongs together and was not given before comes together, if the limit allows. */
    private void checkBurst(StickyItem item, Page page, Set<String> inPage, int limit) {
      MarkedMembership membership = world.membershipAt(item.roomId(), bound(page));
      Set<String> together =
          world.live.values().stream()
              .filter(other -> !item.burstId().isEmpty() && other.burstId().equals(item.burstId()))
              .filter(other -> !has(other, membership))
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
