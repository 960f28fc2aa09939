package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.offset.OffsetTracker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A dispatcher in a world where everything happens when the test says so. */
final class LaneWorld {
  static final int PARTITION = 0;

  /** Partitions of rooms and of destinations. */
  static final int PARTITIONS = 2;

  final ManualClock clock = new ManualClock(RECEIVED);
  final FakeRemotes remotes = new FakeRemotes();
  final FakeShelf shelf = new FakeShelf();
  final FakeMemory memory = new FakeMemory();
  final List<DeliveryOutcome> outcomes = new ArrayList<>();
  boolean mayStart = true;
  OffsetTracker offsets = new OffsetTracker(0);
  Dispatcher dispatcher;
  long offset;
  long committed;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final LaneConfig lanes;
  private final RetryConfig retry;

  LaneWorld(LaneConfig lanes, RetryConfig retry) {
    this.lanes = lanes;
    this.retry = retry;
    this.dispatcher = dispatcher();
  }

  /** With a few PDUs in memory and so many topics. */
  static LaneWorld withTopics(int topics) {
    return of(new LaneConfig(50, 1_000_000, 500, 1_000_000, 1_000_000, 100, 100), topics);
  }

  /** With so many topics. */
  static LaneWorld of(LaneConfig lanes, int topics) {
    return new LaneWorld(lanes, new RetryConfig(topics * PARTITIONS, Duration.ofMinutes(5), 2));
  }

  void accept(QueuedPdu pdu, String... destinations) {
    accept(pdu, 0, destinations);
  }

  void accept(QueuedPdu pdu, long askedTs, String... destinations) {
    dispatcher.accept(
        PARTITION,
        pdu,
        List.of(destinations),
        askedTs,
        offsets.begin(offset++, destinations.length, pdu.size())::run);
    dispatcher.pump();
    run();
  }

  /** Lets everything happen that Kafka has to do. */
  void settle() {
    run();
    while (memory.step() || shelf.step() || shelf.answer()) {
      run();
    }
  }

  /** Commits what is finished. */
  void commit() {
    committed = offsets.committable();
    dispatcher.committed(PARTITION, committed);
    run();
  }

  /** Runs what the lanes have to do. */
  void run() {
    while (!tasks.isEmpty()) {
      tasks.poll().run();
    }
  }

  /** Time passes. */
  void pass(long millis) {
    clock.move(millis);
    dispatcher.tick();
    run();
  }

  /** Fails the transaction in flight, and lets the backoff pass, until it was sent so often. */
  void failTimes(String destination, int times) {
    for (int i = 0; i < times; i++) {
      remotes.fail(destination);
      settle();
      pass(600_000);
      settle();
    }
  }

  /** The worker is gone; another takes over what is durable. */
  void crash() {
    clock.move(1);
    tasks.clear();
    memory.crash();
    shelf.crash();
    remotes.crash();
    offset = committed;
    offsets = new OffsetTracker(offset);
    dispatcher = dispatcher();
    dispatcher.adopt(PARTITION, Map.copyOf(memory.memos), shelf.ids());
    run();
  }

  private Dispatcher dispatcher() {
    Outcomes sink =
        new Outcomes() {
          @Override
          public boolean hasRoom() {
            return true;
          }

          @Override
          public void add(DeliveryOutcome delivery) {
            outcomes.add(delivery);
          }
        };
    return new Dispatcher(
        lanes,
        retry,
        new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), 0, new Random(1)),
        ORIGIN,
        PARTITIONS,
        new Surroundings(
            remotes,
            sink,
            shelf,
            memory,
            () -> mayStart,
            tasks::add,
            new FederationMetrics(new SimpleMeterRegistry()),
            clock,
            clock::nanos));
  }
}
