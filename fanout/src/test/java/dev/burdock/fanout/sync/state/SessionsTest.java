package dev.burdock.fanout.sync.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is kept of users, at most two of whom may be at rest. */
class SessionsTest {
  private static final int MAX_RESTING = 2;
  private static final String ROOM = "!a:example.org";
  private static final UUID STREAM = new UUID(4, 3);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger wakes = new AtomicInteger();
  private final Owner owner = new Owner();
  private final Sessions sessions = new Sessions(owner, nanos::get, MAX_RESTING);

  @Test
  void who_waits_keeps_its_session_however_many_wait() {
    List<String> users = users(10 * MAX_RESTING);
    users.forEach(user -> session(user).await(wakes::incrementAndGet));

    for (int wake = 0; wake < 3; wake++) {
      sessions.wake(Set.of(ROOM), Set.of());
      users.forEach(this::session);
    }

    assertThat(wakes).hasValue(3 * users.size());
    assertThat(owner.asked).hasSameElementsAs(users).hasSize(users.size());
  }

  @Test
  void who_waits_keeps_its_session_however_long_it_waits() {
    Runnable waiter = wakes::incrementAndGet;
    session("@a:b").await(waiter);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    users(10 * MAX_RESTING).forEach(this::session);

    sessions.wake(Set.of(), Set.of("@a:b"));

    assertThat(wakes).hasValue(1);
  }

  @Test
  void of_those_at_rest_a_bounded_number_is_kept_and_no_room_remembers_the_others() {
    owner.roomOfEach = true;
    Runnable waiter = wakes::incrementAndGet;
    for (String user : users(10 * MAX_RESTING)) {
      Session session = session(user);
      session.await(waiter);
      session.leave(waiter);
    }

    assertThat(sessions.size()).isEqualTo(MAX_RESTING);
    assertThat(sessions.rooms()).isEqualTo(MAX_RESTING);
  }

  @Test
  void a_session_that_is_being_read_is_not_ended_by_others() {
    owner.slow = new CompletableFuture<>();
    CompletionStage<Session> reading = sessions.of("@slow:b");
    CompletableFuture<Map<String, MarkedMembership>> rooms = owner.slow;
    owner.slow = null;
    users(10 * MAX_RESTING).forEach(this::session);

    rooms.complete(Map.of(ROOM, joined(1)));
    reading.toCompletableFuture().join().await(wakes::incrementAndGet);
    sessions.wake(Set.of(ROOM), Set.of());

    assertThat(wakes).hasValue(1);
  }

  @Test
  void no_room_remembers_a_session_that_could_not_be_read() {
    owner.slow = new CompletableFuture<>();
    CompletionStage<Session> reading = sessions.of("@a:b");
    sessions.moved("@a:b", ROOM, joined(5));

    owner.slow.completeExceptionally(new IllegalStateException("away"));

    assertThat(reading.toCompletableFuture()).isCompletedExceptionally();
    assertThat(sessions.rooms()).isZero();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void rooms_that_a_user_left_while_it_waits_are_forgotten() {
    Session session = session("@restless:b");
    session.await(wakes::incrementAndGet);

    for (int room = 0; room < 1_000; room++) {
      sessions.moved("@restless:b", "!" + room + ":b", joined(2L * room + 2));
      sessions.moved(
          "@restless:b",
          "!" + room + ":b",
          new MarkedMembership(false, 0, new Mark(2L * room + 3, 0)));
    }

    assertThat(session.rooms()).containsOnlyKeys(ROOM);
    assertThat(sessions.rooms()).isEqualTo(1);
  }

  @Test
  @DisplayName("R15 who left while its rooms were read is in none, however old what was read is")
  void a_move_beats_an_older_read() {
    owner.slow = new CompletableFuture<>();
    CompletionStage<Session> reading = sessions.of("@a:b");
    sessions.moved("@a:b", ROOM, new MarkedMembership(false, 0, new Mark(5, 0)));

    owner.slow.complete(Map.of(ROOM, joined(1)));

    assertThat(reading.toCompletableFuture().join().rooms()).isEmpty();
  }

  @Test
  @DisplayName("R14 a page is never made of the rooms of a session that has ended")
  void an_ended_session_answers_nothing() {
    RoomHeads heads = new RoomHeads();
    RoomLogs logs = new RoomLogs(heads, owner, 1 << 20);
    Notifier notifier = new Notifier(1, 1_000, heads, logs, sessions);
    Clock clock = Clock.fixed(Instant.ofEpochMilli(Samples.NOW), ZoneOffset.UTC);
    StickyFeed feed = new StickyFeed(STREAM, notifier, sessions, heads, logs, clock);
    Session ended = session("@a:b");
    users(10 * MAX_RESTING).forEach(this::session);
    StickyItem item = Samples.item("!new:b", 0, 6, Samples.NOW, "");
    notifier.apply(0, Samples.moved("!new:b", 0, new Mark(5, 0), "@a:b", true), Samples.NOW);
    notifier.apply(0, Samples.added(item, null), Samples.NOW);
    notifier.publish(Samples.NOW);

    Page page =
        feed.page(
                ended,
                new StickyFeed.Question(
                    "@a:b", SyncToken.beginning(STREAM), room -> true, Wanted.ALL, 10))
            .toCompletableFuture()
            .join();

    assertThat(page.items()).extracting(StickyItem::eventId).containsExactly(item.eventId());
  }

  private Session session(String user) {
    return sessions.of(user).toCompletableFuture().join();
  }

  private static List<String> users(int count) {
    List<String> users = new ArrayList<>();
    for (int user = 0; user < count; user++) {
      users.add("@user" + user + ":b");
    }
    return users;
  }

  private static MarkedMembership joined(long offset) {
    return new MarkedMembership(true, 0, new Mark(offset, 0));
  }

  /** Everybody is in one room, or each in another one. */
  private static final class Owner implements RoomReads {
    final List<String> asked = new ArrayList<>();
    CompletableFuture<Map<String, MarkedMembership>> slow;
    boolean roomOfEach;

    @Override
    public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
      asked.add(userId);
      String room = roomOfEach ? "!of" + userId : ROOM;
      return slow == null
          ? CompletableFuture.completedStage(new HashMap<>(Map.of(room, joined(1))))
          : slow;
    }
  }
}
