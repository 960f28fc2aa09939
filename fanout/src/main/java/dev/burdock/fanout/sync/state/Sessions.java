package dev.burdock.fanout.sync.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
 * behind, memberships that moved lately are kept for everybody and the later one wins.
 */
public final class Sessions {
  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final Duration RECENT = Duration.ofMinutes(10);
  private static final int MAX_SESSIONS = 200_000;
  private static final int MAX_RECENT = 500_000;

  private final RoomReads reads;
  private final Cache<String, Session> sessions;
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
    this.reads = reads;
    this.sessions =
        Caffeine.newBuilder()
            .maximumSize(MAX_SESSIONS)
            .expireAfterAccess(IDLE)
            .ticker(ticker)
            .executor(Runnable::run)
            .<String, Session>removalListener((user, session, cause) -> forget(session))
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
    Session own = new Session(userId);
    Session session = sessions.get(userId, user -> own);
    if (session == own) {
      reads.rooms(userId).whenComplete((rooms, failure) -> finish(own, rooms, failure));
    }
    return session.loaded;
  }

  private void finish(Session session, Map<String, MarkedMembership> rooms, Throwable failure) {
    if (failure != null) {
      sessions.asMap().remove(session.userId(), session);
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
    session.loaded.complete(session);
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
    Session session = sessions.asMap().get(userId);
    if (session != null) {
      merge(session, roomId, membership);
    }
  }

  private void merge(Session session, String roomId, MarkedMembership membership) {
    MarkedMembership merged = session.rooms().merge(roomId, membership, MarkedMembership::later);
    byRoom.compute(
        roomId,
        (room, present) -> {
          Set<Session> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          if (merged.joined()) {
            all.add(session);
          } else {
            all.remove(session);
          }
          return all.isEmpty() ? null : all;
        });
  }

  private void forget(Session session) {
    for (String roomId : session.rooms().keySet()) {
      byRoom.computeIfPresent(
          roomId,
          (room, all) -> {
            all.remove(session);
            return all.isEmpty() ? null : all;
          });
    }
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
      Session session = sessions.asMap().get(userId);
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
    return sessions.estimatedSize();
  }
}
