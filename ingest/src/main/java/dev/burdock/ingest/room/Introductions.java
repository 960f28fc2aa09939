package dev.burdock.ingest.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.room.RoomInfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the members of rooms that the feed met in the middle of their life, once per room (ADR
 * 0032). Safe for many threads.
 */
public final class Introductions {
  private static final Logger LOG = LoggerFactory.getLogger(Introductions.class);
  private static final int MAX_FAILED = 10_000;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final int MAX_DOUBLINGS = 6;

  private final KnownRooms known;
  private final LocalUsers localUsers;
  private final RoomReader reader;
  private final RoomRecords records;
  private final Publisher publisher;
  private final RoomTurns turns;
  private final IngestMetrics metrics;
  private final Clock clock;
  private final Map<String, Future<Void>> underWay = new ConcurrentHashMap<>();
  private final Cache<String, Failure> failed =
      Caffeine.newBuilder().maximumSize(MAX_FAILED).build();

  /**
   * @param records makes the records of what was read
   */
  public Introductions(
      KnownRooms known,
      LocalUsers localUsers,
      RoomReader reader,
      RoomRecords records,
      Publisher publisher,
      RoomTurns turns,
      IngestMetrics metrics,
      Clock clock) {
    this.known = known;
    this.localUsers = localUsers;
    this.reader = reader;
    this.records = records;
    this.publisher = publisher;
    this.turns = turns;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Introduces the rooms that are not known. A room that the homeserver does not tell about is
   * learnt from the feed, and asked for again later.
   *
   * @return fails with {@link dev.burdock.ingest.publish.PublishException} when Kafka did not
   *     acknowledge what was read
   */
  public Future<Void> introduce(Collection<String> roomIds) {
    List<Future<Void>> open = new ArrayList<>();
    for (String roomId : roomIds) {
      if (!known.isKnown(roomId) && isDue(roomId)) {
        open.add(once(roomId));
      }
    }
    return Future.join(open).mapEmpty();
  }

  /** Asks again for the rooms whose time has come. */
  public Future<Void> retry() {
    return introduce(failed.asMap().keySet());
  }

  /** Remembers, here and for every ingest, that a room needs no reading. */
  public void remember(String roomId, String version) {
    known.add(roomId, version);
    failed.invalidate(roomId);
    publisher
        .publish(new RoomInfo(roomId, version, clock.millis()))
        .onFailure(
            error -> LOG.debug("room={} remembered here alone: {}", roomId, error.toString()));
  }

  private boolean isDue(String roomId) {
    Failure failure = failed.getIfPresent(roomId);
    return failure == null || clock.millis() >= failure.retryAt;
  }

  private Future<Void> once(String roomId) {
    Promise<Void> ours = Promise.promise();
    Future<Void> first = underWay.putIfAbsent(roomId, ours.future());
    if (first != null) {
      return first;
    }
    turns
        .inTurn(Set.of(roomId), () -> readAndRecord(roomId))
        .onComplete(
            result -> {
              underWay.remove(roomId);
              if (result.succeeded()) {
                ours.complete();
              } else {
                ours.fail(result.cause());
              }
            });
    return ours.future();
  }

  /** What it tells holds as of the moment at which it was asked for: it may be older than now. */
  private Future<Void> readAndRecord(String roomId) {
    long askedTs = clock.millis();
    return reader
        .read(roomId, localUsers.in(roomId))
        .transform(
            read -> {
              metrics.roomRead(read.succeeded());
              if (read.failed()) {
                notTold(roomId, read.cause());
                return Future.succeededFuture();
              }
              List<RoomEvent> told = records.of(roomId, read.result(), askedTs);
              return publisher
                  .publish(told, List.of(), () -> false)
                  .onSuccess(done -> remember(roomId, read.result().version()));
            });
  }

  private void notTold(String roomId, Throwable cause) {
    Failure failure = failed.asMap().merge(roomId, new Failure(0, 0), (old, fresh) -> old.again());
    long wait = FIRST_RETRY.toMillis() << failure.doublings;
    failed.put(roomId, new Failure(failure.doublings, clock.millis() + wait));
    if (failure.doublings == 0) {
      LOG.warn("room={} members=unread retry_ms={} reason={}", roomId, wait, cause.getMessage());
    }
  }

  /**
   * @param retryAt not to be asked before, ms
   */
  private record Failure(int doublings, long retryAt) {
    Failure again() {
      return new Failure(Math.min(doublings + 1, MAX_DOUBLINGS), retryAt);
    }
  }
}
