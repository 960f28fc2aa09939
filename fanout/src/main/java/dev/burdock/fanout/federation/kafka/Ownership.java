package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.fanout.federation.retry.Retries;
import dev.burdock.schemas.offset.OffsetTracker;
import dev.burdock.schemas.registry.RegistryException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Which partitions of topic outbound this worker has, and what is unfinished of them. They go away
 * and come back: what was thought of one before counts for nothing, all is read anew. Used by the
 * thread that reads.
 */
final class Ownership implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String topic;
  private final OutboundDecoder decoder;
  private final Dispatcher dispatcher;
  private final IntakeQueue intake;
  private final Executor engine;
  private final OutcomeWriter outcomes;
  private final Retries retries;
  private final Commits commits;
  private final CursorRecall recall;
  private final Duration handover;
  private final Runnable moving;
  private final BooleanSupplier stopping;
  private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
  private final Map<Integer, OffsetTracker> trackers = new ConcurrentHashMap<>();
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * @param handover how long transactions in flight are waited for
   * @param moving called before partitions go: what was to be committed of them is of no account
   * @param stopping whether the role is to end
   */
  Ownership(
      String topic,
      OutboundDecoder decoder,
      Dispatcher dispatcher,
      IntakeQueue intake,
      Executor engine,
      OutcomeWriter outcomes,
      Retries retries,
      Commits commits,
      CursorRecall recall,
      Duration handover,
      Runnable moving,
      BooleanSupplier stopping) {
    this.topic = topic;
    this.decoder = decoder;
    this.dispatcher = dispatcher;
    this.intake = intake;
    this.engine = engine;
    this.outcomes = outcomes;
    this.retries = retries;
    this.commits = commits;
    this.recall = recall;
    this.handover = handover;
    this.moving = moving;
    this.stopping = stopping;
  }

  /** Whether the group has given this worker its first share; for any thread. */
  boolean begun() {
    return begun.getCount() == 0;
  }

  /** Waits until that is so or the time is over. */
  boolean awaitBegin(Duration timeout) throws InterruptedException {
    return begun.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean has(int partition) {
    return owned.contains(partition);
  }

  /** What is unfinished of the partitions from which something was read; for any thread. */
  Map<Integer, OffsetTracker> trackers() {
    return trackers;
  }

  /**
   * What is unfinished of a partition.
   *
   * @param offset of the record that was read, the first one if nothing was before
   */
  OffsetTracker tracker(int partition, long offset) {
    return trackers.computeIfAbsent(partition, any -> new OffsetTracker(offset));
  }

  /** Bytes of the PDUs that are not finished. */
  long bytes() {
    return trackers.values().stream().mapToLong(OffsetTracker::bytes).sum();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Set<Integer> numbers = numbers(partitions);
    if (!numbers.isEmpty()) {
      decoder.forget();
      forget(numbers);
      Map<Integer, Retries.Remembered> remembered = patiently(numbers, () -> retries.take(numbers));
      Map<Integer, Long> positions = patiently(numbers, () -> commits.positions(partitions));
      await(CompletableFuture.runAsync(() -> adopt(numbers, remembered), engine), LONGEST);
      remembered.forEach(
          (partition, known) ->
              recall.begin(partition, known.memos(), positions.getOrDefault(partition, 0L)));
      owned.addAll(numbers);
    }
    begun.countDown();
    LOG.info("partitions_assigned topic={} partitions={}", topic, numbers);
  }

  /** Waits for Kafka and the registry as long as it takes. */
  private <T> T patiently(Set<Integer> partitions, Supplier<T> asking) {
    while (true) {
      try {
        return asking.get();
      } catch (RetriableException | RegistryException e) {
        LOG.warn("destinations_unavailable partitions={} error={}", partitions, e.toString());
        if (stopping.getAsBoolean()) {
          throw e;
        }
        LockSupport.parkNanos(AGAIN_NANOS);
      }
    }
  }

  private void adopt(Set<Integer> partitions, Map<Integer, Retries.Remembered> remembered) {
    lose(partitions);
    for (int partition : partitions) {
      Retries.Remembered known = remembered.getOrDefault(partition, Retries.Remembered.NOTHING);
      dispatcher.adopt(partition, known.memos(), known.topics());
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    handOver(numbers(partitions));
    LOG.atLevel(stopping.getAsBoolean() ? Level.DEBUG : Level.INFO)
        .log("partitions_revoked topic={} partitions={}", topic, numbers(partitions));
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    Set<Integer> numbers = numbers(partitions);
    moving.run();
    engine.execute(() -> lose(numbers));
    retries.lose(numbers);
    forget(numbers);
    LOG.warn("partitions_lost topic={} partitions={}", topic, numbers);
  }

  /** Starts nothing more for these partitions, waits a while for what is in flight, commits. */
  private void handOver(Set<Integer> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    engine.execute(() -> release(partitions, () -> done.complete(null)));
    await(done, handover);
    await(CompletableFuture.runAsync(() -> lose(partitions), engine), LONGEST);
    moving.run();
    boolean told = outcomes.flush();
    Map<Integer, OffsetTracker> released =
        trackers.entrySet().stream()
            .filter(entry -> partitions.contains(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    retries.release(partitions);
    if (told) {
      commits.commit(released);
    }
    forget(partitions);
  }

  /** Hands over all that this worker has. */
  void handOverAll() {
    handOver(Set.copyOf(owned));
  }

  private void forget(Set<Integer> partitions) {
    recall.forget(partitions);
    owned.removeAll(partitions);
    trackers.keySet().removeAll(partitions);
    commits.forget(partitions);
  }

  private void lose(Set<Integer> partitions) {
    intake.drop(partitions);
    dispatcher.lose(partitions);
  }

  private void release(Set<Integer> partitions, Runnable done) {
    intake.drop(partitions);
    dispatcher.release(partitions, done);
  }

  /** Waits for work of the engine. */
  static void await(CompletableFuture<?> future, Duration longest) {
    try {
      future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("still_in_flight waited_ms={}", longest.toMillis());
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }
}
