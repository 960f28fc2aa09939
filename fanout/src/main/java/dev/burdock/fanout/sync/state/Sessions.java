package dev.burdock.fanout.sync.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users who sync, with their rooms. A user is read from its owner once; since the owner may lag
 * behind, memberships that moved lately are kept for everybody and the later one wins. Whoever
 * waits keeps its session; of those at rest a bounded number is kept for a while.
 */
public final class Sessions {
  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final Duration RECENT = Duration.ofMinutes(10);
  private static final int MAX_RESTING = 200_000;
  private static final int MAX_RECENT = 500_000;

  private final RoomReads reads;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Cache<Session, Boolean> resting;
  private final Cache<Moved, MarkedMembership> recent;
  private final Map<String, Set<String>> recentRooms = new ConcurrentHashMap<>();
  private final Map<String, Set<Session>> byRoom = new ConcurrentHashMap<>();

  private record Moved(String userId, String roomId) {}

  /**
   * No sessions yet.
   *
   * @param ticker time for what is forgotten
   */
  public Sessions(RoomReads reads, Ticker ticker) {
    this(reads, ticker, MAX_RESTING);
  }

  /**
   * The same.
   *
   * @param maxResting sessions kept that nobody waits in
   */
  Sessions(RoomReads reads, Ticker ticker, int maxResting) {
    this.reads = reads;
    this.resting =
        Caffeine.newBuilder()
            .maximumSize(maxResting)
            .expireAfterWrite(IDLE)
            .ticker(ticker)
            .executor(Runnable::run)
            .<Session, Boolean>removalListener((session, kept, cause) -> forget(session, cause))
            .build();
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(MAX_RECENT)
            .expireAfterWrite(RECENT)
            .ticker(ticker)
            .executor(Runnable::run)
            .<Moved, MarkedMembership>removalListener((moved, membership, cause) -> forget(moved))
            .build();
  }

  /** So that the rooms of a user are no more than the moves that are remembered. */
  private void forget(Moved moved) {
    recentRooms.computeIfPresent(
        moved.userId(),
        (user, rooms) -> {
          if (!recent.asMap().containsKey(moved)) {
            rooms.remove(moved.roomId());
          }
          return rooms.isEmpty() ? null : rooms;
        });
  }

  /** The session of a user, once its rooms are known. */
  public CompletionStage<Session> of(String userId) {
    Session own = new Session(userId, session -> resting.put(session, true));
    Session session = sessions.compute(userId, (user, known) -> isGone(known) ? own : known);
    if (session == own) {
      reads.rooms(userId).whenComplete((rooms, failure) -> finish(own, rooms, failure));
    }
    return session.loaded;
  }

  private static boolean isGone(Session session) {
    return session == null || session.hasEnded();
  }

  private void finish(Session session, Map<String, MarkedMembership> rooms, Throwable failure) {
    if (failure != null) {
      session.fail();
      unfollow(session);
      session.loaded.completeExceptionally(failure);
      return;
    }
    rooms.forEach((roomId, membership) -> merge(session, roomId, membership));
    Set<String> moved = recentRooms.get(session.userId());
    if (moved != null) {
      for (String roomId : moved) {
        MarkedMembership membership = recent.getIfPresent(new Moved(session.userId(), roomId));
        if (membership != null) {
          merge(session, roomId, membership);
        }
      }
    }
    session.finishLoading();
  }

  /** A user's membership moved. */
  void moved(String userId, String roomId, MarkedMembership membership) {
    Moved moved = new Moved(userId, roomId);
    recent.put(moved, membership);
    recentRooms.compute(
        userId,
        (user, rooms) -> {
          Set<String> all = rooms == null ? ConcurrentHashMap.newKeySet() : rooms;
          if (recent.asMap().containsKey(moved)) {
            all.add(roomId);
          }
          return all.isEmpty() ? null : all;
        });
    Session session = sessions.get(userId);
    if (session != null) {
      merge(session, roomId, membership);
    }
  }

  private void merge(Session session, String roomId, MarkedMembership membership) {
    session.merge(roomId, membership, joined -> follow(session, roomId, joined));
  }

  private void follow(Session session, String roomId, boolean joined) {
    byRoom.compute(
        roomId,
        (room, present) -> {
          Set<Session> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          if (joined) {
            all.add(session);
          } else {
            all.remove(session);
          }
          return all.isEmpty() ? null : all;
        });
  }

  /** A session was at rest for long, or too many are. */
  private void forget(Session session, RemovalCause cause) {
    if (cause.wasEvicted() && session.end()) {
      unfollow(session);
    }
  }

  private void unfollow(Session session) {
    sessions.remove(session.userId(), session);
    session.rooms().keySet().forEach(roomId -> follow(session, roomId, false));
    session.wake();
  }

  /** Wakes everyone who waits and is in one of the rooms or is one of the users, once. */
  void wake(Set<String> rooms, Set<String> users) {
    Set<Session> woken = new HashSet<>();
    for (String roomId : rooms) {
      for (Session session : byRoom.getOrDefault(roomId, Set.of())) {
        if (session.hasWaiters()) {
          woken.add(session);
        }
      }
    }
    for (String userId : users) {
      Session session = sessions.get(userId);
      if (session != null) {
        woken.add(session);
      }
    }
    woken.forEach(Session::wake);
  }

  /** How many moves are remembered by user, for whoever begins to sync. */
  long recentMoves() {
    return recentRooms.values().stream().mapToLong(Set::size).sum();
  }

  /** How many users sync. */
  public long size() {
    return sessions.size();
  }

  /** How many rooms have somebody who syncs. */
  long rooms() {
    return byRoom.size();
  }
}
