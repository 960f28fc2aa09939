package dev.burdock.ingest.inbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Gives a repeated transaction the answer that it got: one under way is joined, a 200 is
 * remembered. Bounded. Safe for many threads.
 */
public final class TransactionMemory {
  private static final long MAX_BYTES = 32L << 20;
  private static final int ENTRY_BYTES = 500;
  private static final Duration KEPT = Duration.ofHours(1);

  private final Map<Id, Future<FederationResponse>> underWay = new ConcurrentHashMap<>();
  private final Cache<Id, FederationResponse> answered =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher((Id id, FederationResponse answer) -> ENTRY_BYTES + answer.body().length())
          .expireAfterWrite(KEPT)
          .build();

  private record Id(String origin, String txnId) {}

  /** The answer to a transaction, from {@code work} unless it is known or under way. */
  public Future<FederationResponse> once(
      String origin, String txnId, Supplier<Future<FederationResponse>> work) {
    Id id = new Id(origin, txnId);
    FederationResponse known = answered.getIfPresent(id);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    Promise<FederationResponse> ours = Promise.promise();
    Future<FederationResponse> first = underWay.putIfAbsent(id, ours.future());
    if (first != null) {
      return first;
    }
    FederationResponse meanwhile = answered.getIfPresent(id);
    Future<FederationResponse> result =
        meanwhile != null ? Future.succeededFuture(meanwhile) : work.get();
    result.onComplete(
        ended -> {
          if (ended.succeeded() && ended.result().status() == 200) {
            answered.put(id, ended.result());
          }
          underWay.remove(id);
          if (ended.succeeded()) {
            ours.complete(ended.result());
          } else {
            ours.fail(ended.cause());
          }
        });
    return ours.future();
  }
}
