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
final class FakeMemory implements Memory {
  /** What is durable; nothing of healthy destinations. */
  final Map<String, Memo> memos = new HashMap<>();

  /** All that became durable of each destination, in order. */
  final Map<String, List<Memo>> written = new HashMap<>();

  private final ArrayDeque<Runnable> pending = new ArrayDeque<>();

  @Override
  public CompletionStage<Void> write(int partition, String destination, Memo memo) {
    CompletableFuture<Void> done = new CompletableFuture<>();
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
