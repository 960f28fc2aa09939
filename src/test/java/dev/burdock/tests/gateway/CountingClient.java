package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A client that chains tokens, and counts how often each event of {@link Raw#TYPE} was told. */
final class CountingClient implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Map<String, Integer> told = new ConcurrentHashMap<>();
  private final AtomicInteger errors = new AtomicInteger();
  private final Chain chain;
  private final Thread thread;
  private volatile boolean closing;

  /** Syncs once, and tells what it was told. */
  private interface Chain {
    Stream<String> next();
  }

  private CountingClient(String name, Chain chain) {
    this.chain = chain;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One that uses {@code GET /sync}. */
  static CountingClient classic(MatrixClient user, List<String> rooms) {
    String[] since = {user.sync().nextBatch()};
    return new CountingClient(
        "classic",
        () -> {
          SyncResponse response = user.sync(since[0], WAIT);
          since[0] = response.nextBatch();
          return rooms.stream()
              .flatMap(
                  room ->
                      Stream.concat(
                          response.timeline(room).stream(), response.sticky(room).stream()))
              .filter(CountingClient::counts)
              .map(event -> event.get("event_id").textValue());
        });
  }

  /** One that uses sliding sync with its extension. */
  static CountingClient sliding(MatrixClient user, List<String> rooms) {
    Raw.Sliding first = Raw.slidingSync(user, null, null, 100, 20);
    String[] pos = {first.pos()};
    String[] since = {first.nextBatch()};
    return new CountingClient(
        "sliding",
        () -> {
          Raw.Sliding response = Raw.slidingSync(user, pos[0], since[0], 100, 20, WAIT);
          pos[0] = response.pos();
          since[0] = response.nextBatch().isEmpty() ? since[0] : response.nextBatch();
          return rooms.stream()
              .flatMap(
                  room ->
                      Stream.concat(
                          response.timelineOf(room, Raw.TYPE).stream(),
                          response.sticky(room).stream()));
        });
  }

  /** Whether it was told all of these. */
  boolean knows(Collection<String> ids) {
    return told.keySet().containsAll(ids);
  }

  /** Those that it was told more than once. */
  List<String> twice() {
    return told.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList();
  }

  /** Those of these that it was never told. */
  List<String> missing(Collection<String> ids) {
    return ids.stream().filter(id -> !told.containsKey(id)).toList();
  }

  /** How many of its requests failed. */
  int errors() {
    return errors.get();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(WAIT.multipliedBy(3).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean counts(JsonNode event) {
    return event.path("type").asText().equals(Raw.TYPE);
  }

  private void run() {
    while (!closing) {
      try {
        chain.next().forEach(id -> told.merge(id, 1, Integer::sum));
      } catch (RuntimeException e) {
        // As a client does whose homeserver has trouble: the same token again.
        errors.incrementAndGet();
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }
}
