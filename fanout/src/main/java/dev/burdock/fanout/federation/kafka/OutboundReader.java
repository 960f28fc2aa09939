package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.fanout.federation.retry.Retries;
import dev.burdock.schemas.offset.OffsetTracker;
import dev.burdock.schemas.registry.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads topic outbound, hands it to the lanes and commits what they finished.
 * Owning a partition of it is owning the destinations of that partition.
 */
public final class OutboundReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboundReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Two events for 100,000 destinations. */
  private static final int MOST_CROWDING = 200_000;

  private static final Duration LONGEST_HAND_OVER = Duration.ofSeconds(60);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final OutboundDecoder decoder;
  private final Dispatcher dispatcher;
  private final Executor engine;
  private final IntakeQueue intake;
  private final OutcomeWriter outcomes;
  private final Lease lease;
  private final Limits limits;
  private final Commits commits;
  private final Ownership ownership;
  private final Unfinished unfinished = new Unfinished(System::nanoTime);
  private volatile boolean stopping;
  private volatile boolean running;
  private volatile boolean paused;
  private long stalledUntilNanos = System.nanoTime();
  private long commitNanos = System.nanoTime();

  /** What is committed as soon as Kafka has the outcomes produced with it; null for none. */
  private Map<TopicPartition, OffsetAndMetadata> marks;

  /** The group was asked and has not answered yet. */
  private boolean asking;

  /**
   * How much is read ahead, and how often it is committed.
   *
   * @param pdus places of PDUs above which nothing more is read
   * @param bytes bytes of PDUs above which nothing more is read
   * @param unfinished how long a record may be unfinished before the reader is not ready
   */
  public record Limits(
      long pdus, long bytes, Duration commit, Duration handover, Duration unfinished) {}

  public OutboundReader(
      Consumer<byte[], byte[]> consumer,
      String topic,
      OutboundDecoder decoder,
      Dispatcher dispatcher,
      Executor engine,
      OutcomeWriter outcomes,
      Retries retries,
      CursorRecall recall,
      Lease lease,
      Limits limits,
      FederationMetrics metrics) {
    this.consumer = consumer;
    this.topic = topic;
    this.decoder = decoder;
    this.dispatcher = dispatcher;
    this.engine = engine;
    this.intake = new IntakeQueue(dispatcher, engine);
    this.outcomes = outcomes;
    this.lease = lease;
    this.limits = limits;
    this.commits = new Commits(consumer, topic, this::committed, metrics);
    this.ownership =
        new Ownership(
            topic,
            decoder,
            dispatcher,
            intake,
            engine,
            outcomes,
            retries,
            commits,
            recall,
            limits.handover(),
            () -> marks = null,
            () -> stopping);
    metrics.gauge(FederationMetrics.UNFINISHED_AGE, unfinished::ageMs);
    metrics.gauge(FederationMetrics.UNFINISHED_OFFSET, unfinished::offset);
    metrics.gauge(FederationMetrics.PAUSED, () -> paused ? 1 : 0);
  }

  /** Whether the group has given this worker its partitions, and it reads them. */
  public boolean ready() {
    return running && ownership.begun() && unfinished.ageMs() <= limits.unfinished().toMillis();
  }

  /** Waits until {@link #ready()} or the time is over. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return ownership.awaitBegin(timeout) && running;
  }

  /** Asks the thread to end after it handed everything over. */
  public void stop() {
    stopping = true;
    consumer.wakeup();
  }

  @Override
  public void run() {
    running = true;
    try {
      consumer.subscribe(List.of(topic), ownership);
      while (!stopping) {
        step();
      }
    } catch (WakeupException e) {
      LOG.debug("stopping topic={}", topic);
    } finally {
      running = false;
      end();
    }
  }

  private void end() {
    try {
      ownership.handOverAll();
    } catch (KafkaException e) {
      LOG.warn("last_commit_failed topic={} error={}", topic, e.toString());
    } finally {
      consumer.close();
    }
  }

  private void step() {
    if (lease.isDue() && !asking) {
      confirm();
    }
    balance();
    unfinished.look(ownership.trackers());
    take(consumer.poll(POLL));
    if (marks == null && System.nanoTime() - commitNanos >= limits.commit().toNanos()) {
      commitNanos = System.nanoTime();
      marks = commits.moved(ownership.trackers());
      outcomes.produce();
    }
    if (marks != null && outcomes.settled()) {
      commits.begin(marks);
      marks = null;
    }
  }

  private void committed(int partition, long offset) {
    engine.execute(() -> dispatcher.committed(partition, offset));
  }

  /** Asks the group whether it still knows this worker, also when it has nothing to do. */
  private void confirm() {
    long asked = lease.now();
    try {
      asking = true;
      commits.confirm(
          ownership.trackers(),
          answer -> {
            asking = false;
            if (answer == Commits.Answer.CONFIRMED) {
              lease.renew(asked);
            } else if (answer == Commits.Answer.LOST) {
              ownership.onPartitionsLost(consumer.assignment());
            }
          });
    } catch (RetriableException e) {
      asking = false;
    }
  }

  /** Stops reading while memory is full, the last resort. */
  private void balance() {
    boolean full =
        dispatcher.queued() > limits.pdus()
            || intake.crowding() > MOST_CROWDING
            || ownership.bytes() > limits.bytes();
    if (full || System.nanoTime() - stalledUntilNanos < 0) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
    paused = full;
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    PolledRecords batch = new PolledRecords();
    for (TopicPartition partition : records.partitions()) {
      if (!ownership.has(partition.partition())) {
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        OffsetTracker tracker = ownership.tracker(partition.partition(), record.offset());
        try {
          decoder.add(record, tracker, batch);
        } catch (RegistryException e) {
          LOG.warn("registry_unavailable topic={} error={}", topic, e.toString());
          consumer.seek(partition, record.offset());
          stalledUntilNanos = System.nanoTime() + STALL_NANOS;
          break;
        }
      }
    }
    if (!batch.isEmpty()) {
      CompletableFuture<Void> passed = batch.handTo(dispatcher, intake, engine);
      Ownership.await(CompletableFuture.anyOf(intake.failure(), passed), LONGEST_HAND_OVER);
    }
  }
}
