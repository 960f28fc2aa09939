package dev.burdock.fanout.sync.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.fanout.sync.config.HandOverConfig;
import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells ingest what only sections of the homeserver told, so that our own feed brings it to all
 * other users, to sliding sync and to the topics (R32, ADR 94). Safe for many threads.
 */
public final class HandOver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final String PATH = "/_burdock/v1/section";
  private static final long EVERY_MS = 1_000;
  private static final long ANSWER_MS = 10_000;
  private static final int BATCH = 50;
  private static final int MAX_MET = 10_000;
  private static final int MAX_DONE = 100_000;
  private static final Duration DONE = Duration.ofHours(1);
  private static final int OK = 200;

  private final Vertx vertx;
  private final HandOverConfig config;
  private final String secret;
  private final StickyFeed feed;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final HttpClient client;
  private final Map<String, Met> met = new ConcurrentHashMap<>();
  private final Cache<String, Boolean> done =
      Caffeine.newBuilder().maximumSize(MAX_DONE).expireAfterWrite(DONE).build();
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final long timer;

  /**
   * An event that our feed has not told yet.
   *
   * @param json an element of the batch that ingest reads
   * @param dueTs when ingest is told, ms since the epoch
   */
  private record Met(
      RoomEventId id,
      @SuppressWarnings("ArrayRecordComponent") // compared by nobody
          byte[] json,
      long dueTs,
      long endTs) {}

  /**
   * Begins.
   *
   * @param secret what ingest asks for
   */
  public HandOver(
      Vertx vertx,
      HandOverConfig config,
      String secret,
      StickyFeed feed,
      SyncMetrics metrics,
      Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.secret = secret;
    this.feed = feed;
    this.metrics = metrics;
    this.clock = clock;
    this.client = vertx.createHttpClient(new HttpClientOptions());
    this.timer = vertx.setPeriodic(EVERY_MS, fired -> handOver());
  }

  /** Events of a section that our feed does not know. */
  void meet(Collection<HomeserverEvent> events) {
    if (config.ingest().isEmpty()) {
      return;
    }
    long now = clock.millis();
    for (HomeserverEvent event : events) {
      String id = event.eventId();
      if (met.size() < MAX_MET && !met.containsKey(id) && done.getIfPresent(id) == null) {
        met.put(
            id,
            new Met(
                event.id(),
                element(event, now),
                now + config.afterMs(),
                event.endTsBySection(now)));
      }
    }
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    client.close();
  }

  /** The event without what the homeserver wrote for who asked. */
  private static byte[] element(HomeserverEvent event, long now) {
    JsonSpan root = JsonSpan.of(event.json().bytes());
    byte[] bare =
        new JsonEdits(root)
            .members(
                root,
                Set.of("room_id", "unsigned"),
                Map.of("room_id", JsonEdits.quoted(event.roomId())))
            .apply();
    byte[] received = Long.toString(event.startTs(now)).getBytes(StandardCharsets.US_ASCII);
    return JsonEdits.object(Map.of("event", bare, "received_ts", received));
  }

  private void handOver() {
    long now = clock.millis();
    met.values().removeIf(event -> event.endTs() <= now);
    List<Met> due = met.values().stream().filter(event -> event.dueTs() <= now).toList();
    if (due.isEmpty() || !underWay.compareAndSet(false, true)) {
      return;
    }
    unknown(due)
        .compose(this::send)
        .onComplete(
            told -> underWay.set(false),
            failure -> {
              underWay.set(false);
              LOG.warn(
                  "hand-over: ingest is not told, trying again url={} error={}",
                  config.ingest().orElseThrow(),
                  failure.toString());
            });
  }

  /** Some of those that our feed has not brought meanwhile. */
  private Future<List<Met>> unknown(List<Met> due) {
    List<Met> left = new ArrayList<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (Met event : due.subList(0, Math.min(BATCH, due.size()))) {
      asked.add(
          Future.fromCompletionStage(feed.knows(event.id()), vertx.getOrCreateContext())
              .map(
                  known -> {
                    if (known) {
                      forget(event);
                    } else {
                      left.add(event);
                    }
                    return null;
                  }));
    }
    return Future.all(asked).map(all -> left);
  }

  private Future<Void> send(List<Met> events) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    Buffer body = Buffer.buffer("{\"events\":[");
    for (Met event : events) {
      body.appendString(body.length() > 11 ? "," : "").appendBytes(event.json());
    }
    body.appendString("]}");
    return client
        .request(request(config.ingest().orElseThrow()))
        .compose(request -> request.send(body))
        .compose(
            answer ->
                answer.statusCode() == OK
                    ? Future.succeededFuture()
                    : Future.failedFuture("status " + answer.statusCode()))
        .onSuccess(
            taken -> {
              events.forEach(this::forget);
              metrics.handedOver(events.size());
            })
        .mapEmpty();
  }

  private RequestOptions request(URI ingest) {
    String base = ingest.toString();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH)
        .setTimeout(ANSWER_MS)
        .putHeader("Authorization", "Bearer " + secret)
        .putHeader("Content-Type", "application/json");
  }

  private void forget(Met event) {
    done.put(event.id().eventId(), true);
    met.remove(event.id().eventId());
  }
}
