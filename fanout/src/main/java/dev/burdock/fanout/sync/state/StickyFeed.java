package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.KnownItem;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.OwedRooms;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.Pager;
import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.VisibleRoom;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.fanout.sync.domain.Window;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Answers what is new for a user, out of what this process knows and the room reads. */
public final class StickyFeed {
  private final UUID stream;
  private final Notifier notifier;
  private final Sessions sessions;
  private final RoomHeads heads;
  private final RoomLogs logs;
  private final Clock clock;

  public StickyFeed(
      UUID stream,
      Notifier notifier,
      Sessions sessions,
      RoomHeads heads,
      RoomLogs logs,
      Clock clock) {
    this.stream = stream;
    this.notifier = notifier;
    this.sessions = sessions;
    this.heads = heads;
    this.logs = logs;
    this.clock = clock;
  }

  /**
   * What one request asks for.
   *
   * @param userId who asks
   * @param since what it has seen
   * @param rooms ids of the rooms that it asks for; only joined ones are answered for
   * @param wanted what an answer may hold of what is due
   * @param limit most items in the answer
   */
  public record Question(
      String userId, SyncToken since, Predicate<String> rooms, Wanted wanted, int limit) {
    /** The same with another token. */
    public Question since(SyncToken other) {
      return new Question(userId, other, rooms, wanted, limit);
    }
  }

  /**
   * The token that a text holds. A text that is none of ours, or of a stream that is no more, says
   * nothing of what the client has seen: the answers hold everything unexpired.
   */
  public SyncToken token(String text) {
    return TokenCodec.decode(text)
        .filter(token -> token.stream().equals(stream))
        .orElseGet(() -> SyncToken.beginning(stream));
  }

  /** Whether this process has read as far as the page chain of a token goes. */
  public boolean hasReached(SyncToken since) {
    return since.cut().map(cut -> notifier.visible().covers(cut.bound())).orElse(true);
  }

  /** Whether this process has read everything that the holder of a token was given. */
  public boolean hasRead(SyncToken since) {
    return notifier.visible().covers(since.base());
  }

  /** The session of a user, once its rooms are known. */
  public CompletionStage<Session> session(String userId) {
    return sessions.of(userId);
  }

  /** What is new now; an empty page when nothing is. Fails when room reads do. */
  public CompletionStage<Page> page(Session session, Question question) {
    Marks visible = notifier.visible();
    Wanted wanted = question.wanted();
    Window window = Window.of(question.since().joining(wanted.joined()), visible);
    boolean lagging = !visible.covers(window.base());
    long now = clock.millis();
    List<CompletableFuture<VisibleRoom>> views = new ArrayList<>();
    Set<String> away = new HashSet<>();
    Set<String> unpaid = new HashSet<>();
    Set<String> shown = new HashSet<>();
    for (Map.Entry<String, MarkedMembership> room : session.rooms().entrySet()) {
      String roomId = room.getKey();
      MarkedMembership membership = room.getValue();
      boolean asked = question.rooms().test(roomId);
      if (!membership.isJoinedAt(window.bound()) || wanted.left().contains(roomId)) {
        continue;
      }
      if (window.owed().isAway(roomId)) {
        away.add(roomId);
      } else if (window.owed().isDue(roomId) && !(asked && window.isReadIn(visible, membership))) {
        unpaid.add(roomId);
      } else if (asked && window.shows(roomId, membership)) {
        shown.add(roomId);
        Mark behind = window.newBehind(roomId, membership);
        if (heads.hasAfter(roomId, behind, now)) {
          views.add(view(roomId, membership, behind));
        }
      }
    }
    if (session.hasEnded()) {
      return sessions.of(session.userId()).thenCompose(followed -> page(followed, question));
    }
    OwedRooms.Change owing = new OwedRooms.Change(wanted.left(), away, unpaid, shown, lagging);
    return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                Pager.page(
                    window,
                    views.stream().map(CompletableFuture::join).toList(),
                    question.wanted(),
                    owing,
                    question.limit(),
                    clock.millis()));
  }

  /**
   * Those of these events that are known here and sticky, not those that the room's owner alone
   * knows already. Fails when room reads do.
   */
  public CompletionStage<Map<String, KnownItem>> find(
      Session session, Collection<RoomEventId> events) {
    long now = clock.millis();
    Map<String, Set<String>> byRoom = new HashMap<>();
    for (RoomEventId event : events) {
      if (heads.hasAfter(event.roomId(), Mark.NONE, now)) {
        byRoom.computeIfAbsent(event.roomId(), room -> new HashSet<>()).add(event.eventId());
      }
    }
    Map<String, KnownItem> found = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    byRoom.forEach(
        (roomId, ids) -> {
          Optional<MarkedMembership> membership = Optional.ofNullable(session.rooms().get(roomId));
          Mark read = heads.latest(roomId);
          reads.add(
              logs.behind(roomId, Mark.NONE)
                  .thenAccept(
                      items ->
                          items.stream()
                              .filter(item -> ids.contains(item.eventId()) && item.isSticky(now))
                              .filter(item -> !item.mark().isAfter(read))
                              .forEach(
                                  item ->
                                      found.put(item.eventId(), new KnownItem(item, membership))))
                  .toCompletableFuture());
        });
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(done -> found);
  }

  /** Whether an event is known here, sticky or redacted. Fails when room reads do. */
  public CompletionStage<Boolean> knows(RoomEventId event) {
    if (isGone(event.eventId())) {
      return CompletableFuture.completedStage(true);
    }
    if (!heads.hasAfter(event.roomId(), Mark.NONE, clock.millis())) {
      return CompletableFuture.completedStage(false);
    }
    return logs.behind(event.roomId(), Mark.NONE)
        .thenApply(
            items -> items.stream().anyMatch(item -> item.eventId().equals(event.eventId())));
  }

  /** Whether an event is known to have been redacted (R04). */
  public boolean isGone(String eventId) {
    return logs.isGone(eventId);
  }

  private CompletableFuture<VisibleRoom> view(
      String roomId, MarkedMembership membership, Mark behind) {
    return logs.behind(roomId, behind)
        .thenApply(items -> new VisibleRoom(membership, items))
        .toCompletableFuture();
  }
}
