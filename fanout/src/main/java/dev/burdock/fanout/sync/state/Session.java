package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.MarkedMembership;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A user who syncs: the rooms it is in, and its requests that wait. It ends only while nobody waits
 * and its rooms are not being read.
 */
public final class Session {
  private final String userId;
  private final Consumer<Session> atRest;
  private final Map<String, MarkedMembership> rooms = new ConcurrentHashMap<>();
  private final Set<Runnable> waiters = ConcurrentHashMap.newKeySet();
  private boolean loading = true;
  private volatile boolean ended;

  /** Completes once the rooms are known. */
  final CompletableFuture<Session> loaded = new CompletableFuture<>();

  /**
   * A session whose rooms are being read.
   *
   * @param atRest told whenever nobody waits any more
   */
  Session(String userId, Consumer<Session> atRest) {
    this.userId = userId;
    this.atRest = atRest;
  }

  public String userId() {
    return userId;
  }

  /**
   * The user's memberships by room, followed live until the session ends; reading it needs no lock.
   */
  public Map<String, MarkedMembership> rooms() {
    return rooms;
  }

  /**
   * Calls {@code waiter}, on any thread, whenever something for this user may be new; at once when
   * the session has ended, which tells nothing any more.
   */
  public void await(Runnable waiter) {
    synchronized (this) {
      if (!ended) {
        waiters.add(waiter);
        return;
      }
    }
    waiter.run();
  }

  /** Ends {@link #await}. */
  public void leave(Runnable waiter) {
    synchronized (this) {
      if (!waiters.remove(waiter) || !rests()) {
        return;
      }
    }
    atRest.accept(this);
  }

  /** Whether its rooms are followed no more. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes a membership in, the later one wins. One that ended is kept only while the rooms are
   * being read: what is read may be older.
   *
   * @param followed told, under the session's lock, whether the user is in the room; not once it
   *     has ended
   */
  synchronized void merge(String roomId, MarkedMembership membership, Consumer<Boolean> followed) {
    if (ended) {
      return;
    }
    MarkedMembership merged = rooms.merge(roomId, membership, MarkedMembership::later);
    if (!merged.joined() && !loading) {
      rooms.remove(roomId);
    }
    followed.accept(merged.joined());
  }

  /** All that was read is merged. */
  void finishLoading() {
    boolean rests;
    synchronized (this) {
      loading = false;
      rooms.values().removeIf(membership -> !membership.joined());
      rests = rests();
    }
    loaded.complete(this);
    if (rests) {
      atRest.accept(this);
    }
  }

  /** Ends it, unless somebody waits or its rooms are being read. */
  synchronized boolean end() {
    if (!rests()) {
      return false;
    }
    ended = true;
    return true;
  }

  /** Its rooms cannot be read. */
  synchronized void fail() {
    ended = true;
  }

  private boolean rests() {
    return waiters.isEmpty() && !loading && !ended;
  }

  void wake() {
    waiters.forEach(Runnable::run);
  }

  boolean hasWaiters() {
    return !waiters.isEmpty();
  }
}
