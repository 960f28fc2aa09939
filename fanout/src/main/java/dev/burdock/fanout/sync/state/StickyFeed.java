package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.Pager;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.VisibleRoom;
import dev.burdock.fanout.sync.domain.Window;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
   * @param wanted false for items that are left out though they are due
   * @param limit most items in the answer
   */
  public record Question(
      String userId,
      SyncToken since,
      Predicate<String> rooms,
      Predicate<StickyItem> wanted,
      int limit) {
    /** The same with another token. */
    public Question since(SyncToken other) {
      return new Question(userId, other, rooms, wanted, limit);
    }

    /** The same without what {@code also} does not want either. */
    public Question wanting(Predicate<StickyItem> also) {
      return new Question(userId, since, rooms, wanted.and(also), limit);
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

  /** The session of a user, once its rooms are known. */
  public CompletionStage<Session> session(String userId) {
    return sessions.of(userId);
  }

  /** What is new now; an empty page when nothing is. Fails when room reads do. */
  public CompletionStage<Page> page(Session session, Question question) {
    Window window = Window.of(question.since(), notifier.visible());
    long now = clock.millis();
    List<CompletableFuture<VisibleRoom>> views = new ArrayList<>();
    for (Map.Entry<String, MarkedMembership> room : session.rooms().entrySet()) {
      MarkedMembership membership = room.getValue();
      if (question.rooms().test(room.getKey()) && window.shows(membership)) {
        Mark behind = window.newBehind(membership);
        if (heads.hasAfter(room.getKey(), behind, now)) {
          views.add(view(room.getKey(), membership, behind));
        }
      }
    }
    if (session.hasEnded()) {
      return sessions.of(session.userId()).thenCompose(followed -> page(followed, question));
    }
    return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                Pager.page(
                    window,
                    views.stream().map(CompletableFuture::join).toList(),
                    question.wanted(),
                    question.limit(),
                    clock.millis()));
  }

  private CompletableFuture<VisibleRoom> view(
      String roomId, MarkedMembership membership, Mark behind) {
    return logs.behind(roomId, behind)
        .thenApply(items -> new VisibleRoom(membership, items))
        .toCompletableFuture();
  }
}
