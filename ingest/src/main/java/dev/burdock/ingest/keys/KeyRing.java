package dev.burdock.ingest.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The signing keys of remote servers: kept for half of their validity, then fetched again beside
 * the work; a server is asked at most once a minute, and more and more rarely while it does not
 * answer. Bounded. Safe for many threads.
 */
public final class KeyRing {
  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofMinutes(10);

  private final KeySource source;
  private final IngestMetrics metrics;
  private final Clock clock;
  private final FetchPlaces places;
  private final Cache<ServerName, Server> servers;

  /**
   * @param maxServers servers remembered, those included that do not answer
   * @param maxFetches servers asked at once
   * @param perSource of them for the first time because of one source
   */
  public KeyRing(
      KeySource source,
      int maxServers,
      int maxFetches,
      int perSource,
      IngestMetrics metrics,
      Clock clock) {
    this.source = source;
    this.metrics = metrics;
    this.clock = clock;
    this.places = new FetchPlaces(maxFetches, perSource);
    this.servers = Caffeine.newBuilder().maximumSize(maxServers).build();
  }

  /**
   * The key that signs a server's requests now; fails with {@link KeysUnavailableException}.
   *
   * @param source whose request it is: the peer's address
   */
  public Future<VerifyKey> forRequest(ServerName server, String keyId, String source) {
    return known(server, source, known -> known.forRequest(keyId, clock.millis()).isPresent())
        .map(known -> known.forRequest(keyId, clock.millis()).orElseThrow());
  }

  /**
   * The keys that may have signed an event of a server; fails with {@link
   * KeysUnavailableException}.
   *
   * @param originServerTs when the event says it was made, ms
   * @param source who brought the event: an origin that proved itself
   */
  public Future<Map<String, VerifyKey>> forEvent(
      ServerName server, long originServerTs, String source) {
    return known(server, source, known -> !known.forEvent(originServerTs).isEmpty())
        .map(known -> known.forEvent(originServerTs));
  }

  /**
   * What a server answered.
   *
   * @param fetchedTs when, ms
   */
  private record Known(ServerKeys keys, long fetchedTs) {
    Optional<VerifyKey> forRequest(String keyId, long nowTs) {
      return keys.forRequest(keyId, fetchedTs, nowTs);
    }

    Map<String, VerifyKey> forEvent(long originServerTs) {
      return keys.forEvent(fetchedTs, originServerTs);
    }
  }

  /** What is remembered of a server; guarded by itself. */
  private static final class Server {
    private Known known;
    private Future<Known> underWay;
    private int failures;
    private long askAfterTs;
  }

  private Future<Known> known(ServerName name, String source, Predicate<Known> suffices) {
    Server server = servers.get(name, any -> new Server());
    Known known;
    Future<Known> fetch;
    synchronized (server) {
      known = server.known;
      boolean enough = known != null && suffices.test(known);
      boolean old = known == null || clock.millis() >= known.keys.refreshAt(known.fetchedTs);
      fetch = enough && !old ? null : fetch(name, source, server);
      if (enough) {
        return Future.succeededFuture(known);
      }
    }
    return fetch.compose(
        fetched ->
            suffices.test(fetched)
                ? Future.succeededFuture(fetched)
                : Future.failedFuture(
                    KeysUnavailableException.of(name + ": has no such key", null)));
  }

  /** Joins the fetch under way, begins one, or fails because it is too early for another. */
  private Future<Known> fetch(ServerName name, String asker, Server server) {
    if (server.underWay != null) {
      return server.underWay;
    }
    if (clock.millis() < server.askAfterTs) {
      return Future.failedFuture(
          KeysUnavailableException.of(name + ": was asked for its keys a moment ago", null));
    }
    Optional<Runnable> place = places.take(asker, server.known != null);
    if (place.isEmpty()) {
      return Future.failedFuture(KeysUnavailableException.busy());
    }
    Promise<Known> promise = Promise.promise();
    server.underWay = promise.future();
    source
        .fetch(name)
        .onComplete(
            result -> {
              place.get().run();
              metrics.keyFetch(result.succeeded());
              if (result.succeeded()) {
                promise.complete(remember(server, result.result()));
              } else if (KeysUnavailableException.isOurs(result.cause())) {
                notAsked(server);
                promise.fail(KeysUnavailableException.busy());
              } else {
                waitLonger(server);
                promise.fail(
                    KeysUnavailableException.of(name + ": does not tell its keys", result.cause()));
              }
            });
    return promise.future();
  }

  private static void notAsked(Server server) {
    synchronized (server) {
      server.underWay = null;
    }
  }

  private Known remember(Server server, ServerKeys keys) {
    synchronized (server) {
      server.known = new Known(keys, clock.millis());
      server.underWay = null;
      server.failures = 0;
      server.askAfterTs = clock.millis() + BETWEEN_FETCHES.toMillis();
      return server.known;
    }
  }

  private void waitLonger(Server server) {
    synchronized (server) {
      long wait = FIRST_RETRY.toMillis() << Math.min(server.failures, 10);
      server.underWay = null;
      server.failures++;
      server.askAfterTs = clock.millis() + Math.min(wait, LAST_RETRY.toMillis());
    }
  }
}
