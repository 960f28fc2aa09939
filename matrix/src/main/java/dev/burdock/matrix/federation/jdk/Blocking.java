package dev.burdock.matrix.federation.jdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Runs what blocks on threads that are there for it. */
final class Blocking {
  private Blocking() {}

  /** The result of {@code work}; fails if the executor is full. */
  static <T> CompletionStage<T> on(Executor executor, Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
