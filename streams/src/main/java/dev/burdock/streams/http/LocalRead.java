package dev.burdock.streams.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** A read of this node's own copy, tried again for a bounded time until the copy is far enough. */
final class LocalRead {
  private static final long STEP_MS = 20;

  private final Vertx vertx;
  private final StoreDirectory directory;
  private final long waitMs;
  private final String store;
  private final String key;
  private final Reader reader;

  LocalRead(
      Vertx vertx, StoreDirectory directory, long waitMs, String store, String key, Reader reader) {
    this.vertx = vertx;
    this.directory = directory;
    this.waitMs = waitMs;
    this.store = store;
    this.key = key;
    this.reader = reader;
  }

  /** Reads a copy; empty when it is not far enough. */
  interface Reader {
    Optional<byte[]> read(StoreDirectory.Copy copy);
  }

  /** The record, or 503 when the copy is not here or was not far enough in time. */
  Future<ReadResponse> answer() {
    return attempt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs));
  }

  private Future<ReadResponse> attempt(long deadline) {
    return vertx
        .executeBlocking(this::readOnce, false)
        .compose(
            bytes -> {
              if (bytes.isPresent()) {
                return Future.succeededFuture(ReadResponse.record(bytes.get()));
              }
              if (System.nanoTime() - deadline >= 0) {
                return Future.succeededFuture(ReadResponse.unavailable("not here, or not yet"));
              }
              Promise<ReadResponse> later = Promise.promise();
              vertx.setTimer(STEP_MS, any -> attempt(deadline).onComplete(later));
              return later.future();
            });
  }

  private Optional<byte[]> readOnce() {
    return directory.local(store, key).stream().flatMap(copy -> read(copy).stream()).findFirst();
  }

  private Optional<byte[]> read(StoreDirectory.Copy copy) {
    try {
      return reader.read(copy);
    } catch (InvalidStateStoreException e) {
      // Not here, or it moved away while it was read.
      return Optional.empty();
    }
  }
}
