package dev.burdock.ingest.publish;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;

/** Waits for Kafka's word about each of several records: done when all are settled, either way. */
final class Acknowledgements {
  private final Promise<Void> settled = Promise.promise();
  private final AtomicInteger open = new AtomicInteger(1);
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /** What is called about the next record; only the first call counts. */
  Callback next() {
    open.incrementAndGet();
    AtomicBoolean called = new AtomicBoolean();
    return (metadata, error) -> {
      if (called.compareAndSet(false, true)) {
        if (error != null) {
          failure.compareAndSet(null, error);
        }
        settle();
      }
    };
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /**
   * No record follows. Called once.
   *
   * @return fails with {@link PublishException} when one was not acknowledged
   */
  Future<Void> whenSettled() {
    settle();
    return settled.future();
  }

  private void settle() {
    if (open.decrementAndGet() > 0) {
      return;
    }
    Exception error = failure.get();
    if (error == null) {
      settled.complete();
    } else {
      settled.fail(new PublishException("Kafka: " + error.getMessage(), error));
    }
  }
}
