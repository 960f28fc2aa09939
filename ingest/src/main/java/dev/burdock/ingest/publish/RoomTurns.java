package dev.burdock.ingest.publish;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets works that touch the same room run one after the other, in the order in which they came (ADR
 * 0031). Works that share no room run side by side. Safe for many threads.
 */
public final class RoomTurns {
  private final Map<String, Future<Void>> last = new HashMap<>();

  /**
   * Runs {@code work} once all earlier works of these rooms are done, well or badly.
   *
   * @param work must return a future that ends
   */
  public <T> Future<T> inTurn(Set<String> rooms, Supplier<Future<T>> work) {
    Promise<Void> done = Promise.promise();
    Future<Void> ours = done.future();
    List<Future<Void>> earlier;
    synchronized (this) {
      earlier = rooms.stream().map(last::get).filter(Objects::nonNull).toList();
      rooms.forEach(room -> last.put(room, ours));
    }
    return Future.join(earlier)
        .transform(settled -> work.get())
        .onComplete(
            result -> {
              synchronized (this) {
                rooms.forEach(room -> last.remove(room, ours));
              }
              done.complete();
            });
  }
}
