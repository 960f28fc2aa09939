package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Memo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is remembered of destinations, durable when the test says so. */
final class FakeMemory {
  /** What is durable; nothing of healthy destinations. */
  final Map<String, Memo> memos = new HashMap<>();

  /** All that became durable of each destination, in order. */
  final Map<String, List<Memo>> written = new HashMap<>();

  private final ArrayDeque<Runnable> pending = new ArrayDeque<>();

  /** Who took the partition last. */
  private Object owner;

  /** What a worker writes with. */
  Memory of(Object worker) {
    return (partition, destination, memo) -> write(worker, destination, memo);
  }

  /** A worker takes the partition over; whoever had it before writes no more. */
  void take(Object worker) {
    owner = worker;
    pending.clear();
  }

  private CompletionStage<Void> write(Object worker, String destination, Memo memo) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (worker != owner) {
      return done;
    }
    pending.add(
        () -> {
          written.computeIfAbsent(destination, any -> new ArrayList<>()).add(memo);
          if (memo.equals(Memo.NOTHING)) {
            memos.remove(destination);
          } else {
            memos.put(destination, memo);
          }
          done.complete(null);
        });
    return done;
  }

  /** Makes the oldest write durable; false if there is none. */
  boolean step() {
    Runnable next = pending.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  /** The worker is gone, and what it had not written yet with it. */
  void crash() {
    pending.clear();
  }
}
