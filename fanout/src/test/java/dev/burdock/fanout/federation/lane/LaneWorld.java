package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.offset.OffsetTracker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A dispatcher in a world where everything happens when the test says so. */
final class LaneWorld {
  static final int PARTITION = 0;

  /** Partitions of rooms and of destinations. */
  static final int PARTITIONS = 2;

  final ManualClock clock = new ManualClock(RECEIVED);
  final FakeShelf shelf = new FakeShelf();
  final FakeMemory memory = new FakeMemory();
  final List<DeliveryOutcome> outcomes = new ArrayList<>();
  boolean mayStart = true;
  OffsetTracker offsets = new OffsetTracker(0);

  /** What the owner of the partition sends with, and what one without it still has in flight. */
  FakeRemotes remotes;

  FakeRemotes otherRemotes;
  Dispatcher dispatcher;
  long offset;
  long committed;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final LaneConfig lanes;
  private final RetryConfig retry;
  private final TreeMap<Long, Read> read = new TreeMap<>();
  private final TreeMap<Long, Shelf.Withdrawn> withdrawn = new TreeMap<>();
  private Worker owner;
  private Worker other;

  LaneWorld(LaneConfig lanes, RetryConfig retry) {
    this.lanes = lanes;
    this.retry = retry;
    List<Transaction> sent = new ArrayList<>();
    this.owner = new Worker(sent);
    this.other = new Worker(sent);
    take(owner);
  }

  /** A push of topic outbound. */
  private record Read(PushedEvent push, List<String> to) {}

  /** A worker; what it thinks stays when the partition goes to the other one and comes back. */
  private final class Worker {
    private final FakeRemotes remotes;
    private final FakeShelf.View view = shelf.new View();
    private final Dispatcher dispatcher;

    private Worker(List<Transaction> sent) {
      this.remotes = new FakeRemotes(sent);
      this.dispatcher = newDispatcher(this);
    }
  }

  /** With a few PDUs in memory and so many topics. */
  static LaneWorld withTopics(int topics) {
    return of(new LaneConfig(50, 1_000_000, 500, 1_000_000, 1_000_000, 100, 100), topics);
  }

  /** With so many topics. */
  static LaneWorld of(LaneConfig lanes, int topics) {
    return new LaneWorld(lanes, new RetryConfig(topics * PARTITIONS, Duration.ofMinutes(5), 2, 20));
  }

  void accept(QueuedPdu pdu, String... destinations) {
    accept(pdu, 0, destinations);
  }

  void accept(QueuedPdu pdu, long askedTs, String... destinations) {
    QueuedPdu pushed = pdu.pushed(pdu.event().cause(), pdu.causedTs(), offset);
    if (askedTs == 0) {
      read.put(offset, new Read(pushed.event(), List.of(destinations)));
    }
    dispatcher.accept(
        PARTITION,
        pushed,
        List.of(destinations),
        askedTs,
        offsets.begin(offset++, destinations.length, pdu.size())::run);
    dispatcher.pump();
    run();
  }

  /** An event is redacted. */
  void withdraw(String eventId, long endTs, Set<String> destinations) {
    withdrawn.put(offset, new Shelf.Withdrawn(eventId, endTs));
    offsets.begin(offset++, 0, 0);
    dispatcher.withdraw(eventId, endTs, List.copyOf(destinations));
    run();
  }

  /** Reads again what waits behind cursors that were remembered. */
  private void recall(Map<String, Memo> memos) {
    withdrawn
        .headMap(committed)
        .values()
        .forEach(gone -> dispatcher.withdraw(gone.eventId(), gone.endTs(), List.of()));
    memos.forEach(
        (destination, memo) -> {
          if (memo.keeping() == Memo.Keeping.CURSOR && memo.behindOffset() >= 0) {
            dispatcher.recall(
                Map.of(
                    destination,
                    read
                        .subMap(memo.behindOffset(), Math.max(committed, memo.behindOffset()))
                        .values()
                        .stream()
                        .filter(record -> record.to().contains(destination))
                        .map(Read::push)
                        .toList()));
          }
        });
    dispatcher.recalled(memos.keySet());
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
    other.dispatcher.tick();
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
    shelf.crash();
    owner.view.commit();
    owner = new Worker(remotes.sent);
    take(owner);
  }

  /** The partition is handed over to the other worker, which waits for what is in flight. */
  void handOver(Consumer<String> answer) {
    dispatcher.release(Set.of(PARTITION), () -> {});
    for (String destination : remotes.busy()) {
      answer.accept(destination);
      run();
    }
    settle();
    dispatcher.lose(Set.of(PARTITION));
    owner.view.commit();
    commit();
    swap();
  }

  /** The group gives the partition to the other worker; this one learns it afterwards. */
  void lose() {
    dispatcher.lose(Set.of(PARTITION));
    run();
    swap();
  }

  /** PDUs in memory of all workers. */
  long queued() {
    return dispatcher.queued() + other.dispatcher.queued();
  }

  private void swap() {
    clock.move(1);
    owner.view.forget();
    Worker next = other;
    other = owner;
    owner = next;
    take(next);
  }

  private void take(Worker worker) {
    memory.take(worker);
    worker.view.forget();
    remotes = worker.remotes;
    otherRemotes = other.remotes;
    dispatcher = worker.dispatcher;
    offset = committed;
    offsets = new OffsetTracker(offset);
    dispatcher.lose(Set.of(PARTITION));
    Map<String, Memo> memos = Map.copyOf(memory.memos);
    dispatcher.adopt(PARTITION, memos, shelf.ids());
    recall(memos);
    run();
  }

  private Dispatcher newDispatcher(Worker worker) {
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
            worker.remotes,
            sink,
            worker.view,
            memory.of(worker),
            () -> mayStart,
            tasks::add,
            new FederationMetrics(new SimpleMeterRegistry()),
            clock,
            clock::nanos));
  }
}
