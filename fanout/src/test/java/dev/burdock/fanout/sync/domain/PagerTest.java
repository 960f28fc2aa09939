package dev.burdock.fanout.sync.domain;

import static dev.burdock.fanout.sync.Samples.NOW;
import static dev.burdock.fanout.sync.Samples.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PagerTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final MarkedMembership JOINED = new MarkedMembership(true, 0, new Mark(0, 0));

  @Test
  @DisplayName("R13 more than the limit comes in pages, oldest first, each event once")
  void chainedPagesHoldEveryEventOnce() {
    List<StickyItem> items =
        IntStream.rangeClosed(1, 250).mapToObj(n -> item("!a", 0, n, NOW + n, "")).toList();
    SyncToken token = SyncToken.beginning(STREAM);
    List<StickyItem> given = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();

    do {
      Page page = page(token, 250, 100, new VisibleRoom(JOINED, items));
      given.addAll(page.items());
      sizes.add(page.items().size());
      token = page.next();
    } while (!token.isWhole());

    assertThat(given).containsExactlyElementsOf(items);
    assertThat(sizes).containsExactly(100, 100, 50);
  }

  @Test
  @DisplayName("R13 a page of a very large room costs one look at each event: none of it is sorted")
  void aPageOfALargeRoomSortsNothing() {
    List<StickyItem> items = new ArrayList<>();
    for (int n = 1; n <= 300_000; n++) {
      items.add(item("!a", 0, n, NOW + n * 7_919L % 300_007, ""));
    }
    VisibleRoom room = new VisibleRoom(JOINED, items);

    List<StickyItem> first =
        assertTimeout(
            Duration.ofSeconds(10),
            () -> {
              Page page = page(SyncToken.beginning(STREAM), 300_000, 100, room);
              for (int i = 0; i < 20; i++) {
                page = page(SyncToken.beginning(STREAM), 300_000, 100, room);
              }
              return page.items();
            });

    assertThat(first)
        .containsExactlyElementsOf(
            items.stream().sorted(Comparator.comparing(StickyItem::key)).limit(100).toList());
  }

  @Test
  @DisplayName("R13 the oldest of all rooms comes first, whatever its partition")
  void pagesAreInTheOrderOfDecisions() {
    StickyItem late = item("!a", 0, 5, NOW + 20, "");
    StickyItem early = item("!b", 1, 90, NOW + 10, "");
    MarkedMembership other = new MarkedMembership(true, 1, new Mark(0, 0));

    Page page =
        page(
            SyncToken.beginning(STREAM),
            100,
            1,
            new VisibleRoom(JOINED, List.of(late)),
            new VisibleRoom(other, List.of(early)));

    assertThat(page.items()).containsExactly(early);
    assertThat(page.more()).isTrue();
  }

  @Test
  @DisplayName("R20 a page ends before a burst that it cannot hold whole")
  void aBurstIsNotCut() {
    List<StickyItem> items = new ArrayList<>();
    items.add(item("!a", 0, 1, NOW, ""));
    IntStream.range(2, 6).forEach(n -> items.add(item("!a", 0, n, NOW + 1, "txn")));

    Page page = page(SyncToken.beginning(STREAM), 10, 4, new VisibleRoom(JOINED, items));

    assertThat(page.items()).containsExactly(items.get(0));
  }

  @Test
  @DisplayName("R20 a burst stays whole beside another room's burst of the same time")
  void burstsOfOneTimeAreNotMixed() {
    List<StickyItem> a = new ArrayList<>();
    List<StickyItem> b = new ArrayList<>();
    for (int n = 0; n < 6; n += 2) {
      a.add(item("!a", 0, 1 + n, NOW, "txn"));
      b.add(item("!b", 0, 2 + n, NOW, "txn"));
    }

    Page page =
        page(
            SyncToken.beginning(STREAM),
            10,
            4,
            new VisibleRoom(JOINED, a),
            new VisibleRoom(JOINED, b));

    assertThat(page.items()).isIn(a, b);
  }

  @Test
  @DisplayName("R20 a burst that alone exceeds the limit is cut and goes on")
  void aBurstBeyondTheLimitIsCut() {
    List<StickyItem> items =
        IntStream.range(1, 8).mapToObj(n -> item("!a", 0, n, NOW, "txn")).toList();

    Page first = page(SyncToken.beginning(STREAM), 10, 5, new VisibleRoom(JOINED, items));
    Page second = page(first.next(), 10, 5, new VisibleRoom(JOINED, items));

    assertThat(first.items()).isEqualTo(items.subList(0, 5));
    assertThat(second.items()).isEqualTo(items.subList(5, 7));
    assertThat(second.more()).isFalse();
  }

  @Test
  @DisplayName("R14 a room joined behind the token is new as a whole")
  void aRoomJoinedLateIsGivenWhole() {
    StickyItem old = item("!a", 0, 1, NOW, "");
    SyncToken seen = page(SyncToken.beginning(STREAM), 50, 100).next();
    MarkedMembership late = new MarkedMembership(true, 0, new Mark(60, 0));

    assertThat(page(seen, 59, 100, new VisibleRoom(late, List.of(old))).items()).isEmpty();
    Page page = page(seen, 60, 100, new VisibleRoom(late, List.of(old)));
    assertThat(page.items()).containsExactly(old);
    assertThat(page(page.next(), 70, 100, new VisibleRoom(late, List.of(old))).items()).isEmpty();
  }

  @Test
  @DisplayName("R15 a user who is not joined sees nothing")
  void aLeftRoomShowsNothing() {
    MarkedMembership left = new MarkedMembership(false, 0, new Mark(9, 0));

    Page page =
        page(
            SyncToken.beginning(STREAM),
            10,
            100,
            new VisibleRoom(left, List.of(item("!a", 0, 1, NOW, ""))));

    assertThat(page.items()).isEmpty();
    assertThat(page.next().base().get(0)).isEqualTo(new Mark(10, 0));
  }

  @Test
  @DisplayName("R03 what has ended is not given, and the token goes past it")
  void anEndedEventIsLeftOut() {
    StickyItem ended = item("!a", 0, 1, NOW - 600_000, "");

    Page page = page(SyncToken.beginning(STREAM), 10, 100, new VisibleRoom(JOINED, List.of(ended)));

    assertThat(page.items()).isEmpty();
    assertThat(page.more()).isFalse();
  }

  @Test
  @DisplayName("R16 unwanted items count as given and leave room for others")
  void unwantedItemsAreLeftOut() {
    List<StickyItem> items =
        IntStream.range(1, 5).mapToObj(n -> item("!a", 0, n, NOW + n, "")).toList();
    Window window = Window.of(SyncToken.beginning(STREAM), visible(10));

    Page page =
        Pager.page(
            window,
            List.of(new VisibleRoom(JOINED, items)),
            Wanted.only(item -> item.mark().offset() > 2),
            OwedRooms.Change.NONE,
            2,
            NOW + 10);

    assertThat(page.items()).isEqualTo(items.subList(2, 4));
    assertThat(page.next()).isEqualTo(window.end(List.of(), OwedRooms.Change.NONE, NOW));
  }

  @Test
  @DisplayName("R11 a reader that lags behind a token gives nothing twice and takes nothing back")
  void aTokenNeverGoesBack() {
    SyncToken ahead = page(SyncToken.beginning(STREAM), 50, 100).next();

    Page page = page(ahead, 20, 100, new VisibleRoom(JOINED, List.of(item("!a", 0, 15, NOW, ""))));

    assertThat(page.items()).isEmpty();
    assertThat(page.next()).isEqualTo(ahead);
  }

  @Test
  @DisplayName("R30 what the homeserver is about to tell stays due, and no burst is cut for it")
  void earlyItemsStayDue() {
    StickyItem before = item("!a", 0, 1, NOW, "");
    StickyItem first = item("!b", 0, 2, NOW, "txn");
    StickyItem early = item("!a", 0, 3, NOW, "");
    StickyItem second = item("!b", 0, 4, NOW, "txn");
    List<VisibleRoom> rooms =
        List.of(
            new VisibleRoom(JOINED, List.of(before, early)),
            new VisibleRoom(JOINED, List.of(first, second)));
    Wanted wanted = new Wanted(item -> true, item -> item.equals(early), Set.of(), Set.of());
    Window window = Window.of(SyncToken.beginning(STREAM), visible(9));

    Page page = Pager.page(window, rooms, wanted, OwedRooms.Change.NONE, 100, NOW);
    Page next =
        Pager.page(
            Window.of(page.next(), visible(9)), rooms, Wanted.ALL, OwedRooms.Change.NONE, 100, NOW);

    assertThat(page.items()).containsExactly(before);
    assertThat(page.early()).containsExactly(early.eventId());
    assertThat(next.items()).containsExactlyInAnyOrder(first, early, second);
  }

  private static Page page(SyncToken since, long visible, int limit, VisibleRoom... rooms) {
    return Pager.page(
        Window.of(since, visible(visible)),
        List.of(rooms),
        Wanted.ALL,
        OwedRooms.Change.NONE,
        limit,
        NOW + 300);
  }

  private static Marks visible(long offset) {
    return Marks.of(List.of(new Mark(offset, 0), new Mark(offset, 0)));
  }
}
