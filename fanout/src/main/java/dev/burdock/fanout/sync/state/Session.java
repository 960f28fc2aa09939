package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.MarkedMembership;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A user who syncs: the rooms it is or was in, and its requests that wait. */
public final class Session {
  private final String userId;
  private final Map<String, MarkedMembership> rooms = new ConcurrentHashMap<>();
  private final Set<Runnable> waiters = ConcurrentHashMap.newKeySet();

  /** Completes once the rooms are known. */
  final CompletableFuture<Session> loaded = new CompletableFuture<>();

  Session(String userId) {
    this.userId = userId;
  }

  public String userId() {
    return userId;
  }

  /** The user's memberships by room, followed live; reading it needs no lock. */
  public Map<String, MarkedMembership> rooms() {
    return rooms;
  }

  /** Calls {@code waiter}, on any thread, whenever something for this user may be new. */
  public void await(Runnable waiter) {
    waiters.add(waiter);
  }

  /** Ends {@link #await}. */
  public void leave(Runnable waiter) {
    waiters.remove(waiter);
  }

  void wake() {
    waiters.forEach(Runnable::run);
  }

  boolean hasWaiters() {
    return !waiters.isEmpty();
  }
}
