package dev.burdock.fanout.sync.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** What is not waited for any longer than a bound. */
final class Bounded {
  /** Longest time that the homeserver's part waits for ours, ms. */
  static final long READ_MS = 200;

  /** Longest time that a request waits until the homeserver says whose it is, ms. */
  static final long WHO_MS = 5_000;

  private Bounded() {}

  /** The same result, or a failure once {@code ms} have passed. */
  static <T> Future<T> within(Vertx vertx, long ms, Future<T> slow) {
    if (slow.isComplete()) {
      return slow;
    }
    Promise<T> first = Promise.promise();
    long timer = vertx.setTimer(ms, fired -> first.tryFail("not within " + ms + " ms"));
    slow.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          first.tryComplete(done);
        },
        failure -> {
          vertx.cancelTimer(timer);
          first.tryFail(failure);
        });
    return first.future();
  }
}
