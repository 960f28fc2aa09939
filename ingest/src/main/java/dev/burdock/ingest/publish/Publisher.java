package dev.burdock.ingest.publish;

import dev.burdock.ingest.domain.Waves;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.schemas.alive.OriginAlive;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.room.RoomInfo;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records into Kafka, in order, and tells when they are all acknowledged. The first record
 * that fails ends its transaction: those after it are not sent. Safe for many threads.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Supplier<Producer<String, byte[]>> producers;
  private final RecordFactory records;
  private final WorkerExecutor workers;
  private final IngestMetrics metrics;
  private final AtomicBoolean away = new AtomicBoolean();
  private Producer<String, byte[]> producer;
  private boolean closed;

  /**
   * A publisher with its first producer.
   *
   * @param producers makes the first producer, and another when one is beyond repair
   * @param workers threads that may wait for room in the producer's buffer
   */
  public Publisher(
      Supplier<Producer<String, byte[]>> producers,
      RecordFactory records,
      WorkerExecutor workers,
      IngestMetrics metrics) {
    this.producers = producers;
    this.records = records;
    this.workers = workers;
    this.metrics = metrics;
    this.producer = producers.get();
  }

  /**
   * Publishes what one transaction brought.
   *
   * @param late whether nobody waits for it any more; asked before each wave
   * @return done when every record is settled; fails with {@link PublishException} when one was not
   *     acknowledged
   */
  public Future<Void> publish(
      List<RoomEvent> events, List<DeadLetter> deadLetters, BooleanSupplier late) {
    Future<Void> published = Future.succeededFuture();
    List<List<RoomEvent>> waves = Waves.of(events);
    long toldTs = events.stream().mapToLong(RoomEvent::getReceivedTs).max().orElse(0);
    for (int i = 0; i < waves.size(); i++) {
      List<RoomEvent> wave = waves.get(i);
      List<DeadLetter> letters = i == 0 ? deadLetters : List.of();
      published = published.compose(earlier -> send(() -> recordsOf(wave, toldTs, letters, late)));
    }
    return published
        .onSuccess(done -> count(events, deadLetters))
        .onFailure(error -> metrics.publishFailed())
        .onComplete(this::tell);
  }

  /** Publishes that a room is known; fails with {@link PublishException}. */
  public Future<Void> publish(RoomInfo room) {
    return send(() -> List.of(records.of(room)));
  }

  /** Publishes that an origin is alive; fails with {@link PublishException}. */
  public Future<Void> publish(OriginAlive alive) {
    return send(() -> List.of(records.of(alive)));
  }

  @Override
  public void close() {
    Producer<String, byte[]> last;
    synchronized (this) {
      closed = true;
      last = producer;
    }
    last.close(CLOSE);
  }

  private Future<Void> send(Callable<List<ProducerRecord<String, byte[]>>> make) {
    return workers.executeBlocking(() -> send(make.call()), false).compose(settled -> settled);
  }

  private Future<Void> send(List<ProducerRecord<String, byte[]>> batch) {
    Producer<String, byte[]> current = current();
    Acknowledgements acknowledgements = new Acknowledgements();
    for (ProducerRecord<String, byte[]> next : batch) {
      if (acknowledgements.hasFailed()) {
        break;
      }
      Callback callback = acknowledgements.next();
      try {
        var unused = current.send(next, callback);
      } catch (RuntimeException e) {
        callback.onCompletion(null, e);
        replace(current);
      }
    }
    return acknowledgements.whenSettled();
  }

  private List<ProducerRecord<String, byte[]>> recordsOf(
      List<RoomEvent> events, long toldTs, List<DeadLetter> deadLetters, BooleanSupplier late) {
    if (late.getAsBoolean()) {
      throw new PublishException("Kafka: no time left", null);
    }
    return Stream.concat(
            events.stream().map(event -> records.of(event, toldTs)),
            deadLetters.stream().map(records::of))
        .toList();
  }

  private synchronized Producer<String, byte[]> current() {
    return producer;
  }

  /** A producer whose {@code send} throws is beyond repair: what may pass comes by callback. */
  private synchronized void replace(Producer<String, byte[]> broken) {
    if (producer == broken && !closed) {
      broken.close(Duration.ZERO);
      producer = producers.get();
    }
  }

  /** Tells the operator when Kafka goes away and when it is back, once each. */
  private void tell(AsyncResult<Void> published) {
    if (away.compareAndSet(published.succeeded(), published.failed())) {
      if (published.failed()) {
        LOG.warn("kafka=away feeds=answered-503 reason={}", published.cause().getMessage());
      } else {
        LOG.info("kafka=back");
      }
    }
  }

  private void count(List<RoomEvent> events, List<DeadLetter> deadLetters) {
    events.forEach(event -> metrics.record(event.getBody().getClass().getSimpleName()));
    deadLetters.forEach(letter -> metrics.deadLetter());
  }
}
