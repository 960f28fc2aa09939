package dev.burdock.fanout.sync.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Questions whose answer has to be from after they were asked. Of one key two are under way at
 * most: whoever asks during the one shares the next.
 */
final class Renewals<V> {
  private final Set<String> running = new HashSet<>();
  private final Map<String, Promise<V>> next = new HashMap<>();

  Future<V> ask(String key, Supplier<Future<V>> question) {
    synchronized (this) {
      if (!running.add(key)) {
        return next.computeIfAbsent(key, waiting -> Promise.promise()).future();
      }
    }
    return start(key, question);
  }

  private Future<V> start(String key, Supplier<Future<V>> question) {
    Future<V> asked = question.get();
    asked.onComplete(done -> over(key, question));
    return asked;
  }

  private void over(String key, Supplier<Future<V>> question) {
    Promise<V> waiting;
    synchronized (this) {
      waiting = next.remove(key);
      if (waiting == null) {
        running.remove(key);
        return;
      }
    }
    start(key, question).onComplete(waiting);
  }
}
