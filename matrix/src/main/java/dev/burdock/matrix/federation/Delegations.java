package dev.burdock.matrix.federation;

import dev.burdock.matrix.id.ServerName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/** The bounded cache of {@code .well-known} answers; one request per host at a time. */
final class Delegations {
  private final WellKnownClient client;
  private final Clock clock;
  private final Map<String, Entry> entries;
  private final Map<String, CompletableFuture<Optional<ServerName>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param capacity most hosts remembered; the least recently used goes first
   */
  Delegations(WellKnownClient client, Clock clock, int capacity) {
    this.client = client;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * The name that the host delegates to; empty if it delegates to none, or gives no valid answer.
   * Fails, and remembers nothing, when there was no thread of ours to ask it.
   */
  CompletionStage<Optional<ServerName>> delegated(String host) {
    Entry entry = entry(host);
    if (entry != null && clock.instant().isBefore(entry.expires)) {
      return CompletableFuture.completedStage(entry.delegated);
    }
    CompletableFuture<Optional<ServerName>> ours = new CompletableFuture<>();
    CompletableFuture<Optional<ServerName>> first = underWay.putIfAbsent(host, ours);
    if (first != null) {
      return first;
    }
    int failures = entry == null ? 0 : entry.failures;
    fetch(host)
        .whenComplete(
            (reply, error) -> {
              if (error instanceof RejectedExecutionException) {
                underWay.remove(host);
                ours.completeExceptionally(error);
              } else {
                Entry judged = judge(reply, failures);
                put(host, judged);
                underWay.remove(host);
                ours.complete(judged.delegated);
              }
            });
    return ours;
  }

  private CompletionStage<WellKnownClient.Reply> fetch(String host) {
    try {
      return client.fetch(host);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * @param reply null if no answer came
   */
  private Entry judge(WellKnownClient.Reply reply, int failures) {
    Instant now = clock.instant();
    Optional<ServerName> delegated = reply == null ? Optional.empty() : WellKnown.delegated(reply);
    Duration lifetime =
        delegated.isPresent() ? WellKnown.lifetime(reply, now) : WellKnown.errorLifetime(failures);
    return new Entry(delegated, now.plus(lifetime), delegated.isPresent() ? 0 : failures + 1);
  }

  private Entry entry(String host) {
    synchronized (entries) {
      return entries.get(host);
    }
  }

  private void put(String host, Entry entry) {
    synchronized (entries) {
      entries.put(host, entry);
    }
  }

  /**
   * @param failures errors in a row, this one included
   */
  private record Entry(Optional<ServerName> delegated, Instant expires, int failures) {}
}
