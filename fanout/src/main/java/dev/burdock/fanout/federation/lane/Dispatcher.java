package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.Delivery;
import dev.burdock.fanout.federation.domain.Judgement;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.fanout.federation.domain.Verdict;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.domain.Withdrawals;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every destination its transactions: in order, one in flight, none before its time. All
 * methods but {@link #queued()} are called on one thread, that of {@code engine}.
 */
public final class Dispatcher {
  private static final long TIDY_MS = 1_000;
  private static final long IDLE_MS = 600_000;
  private static final long CLOCK_STEP_MS = 1_000;
  private static final int WITHDRAWALS = 200_000;

  private final LaneConfig config;
  private final Backoff backoff;
  private final Sender sender;
  private final Outcomes outcomes;
  private final Executor engine;
  private final FederationMetrics metrics;
  private final Clock clock;
  private final Lanes lanes = new Lanes();
  private final LaneTimers timers = new LaneTimers();
  private final Turns turns;
  private final Withdrawals withdrawals = new Withdrawals(WITHDRAWALS);
  private final List<Release> releases = new ArrayList<>();
  private final AtomicLong queued = new AtomicLong();
  private volatile int inFlight;
  private long tickedTs;
  private long tidiedTs;

  private record Release(Set<Integer> partitions, Runnable done) {}

  public Dispatcher(
      LaneConfig config,
      Backoff backoff,
      Sender sender,
      Outcomes outcomes,
      Executor engine,
      FederationMetrics metrics,
      Clock clock) {
    this.config = config;
    this.backoff = backoff;
    this.sender = sender;
    this.outcomes = outcomes;
    this.engine = engine;
    this.metrics = metrics;
    this.clock = clock;
    this.turns = new Turns(config.inFlight(), config.unprovenInFlight());
    metrics.gauge(FederationMetrics.QUEUED, queued::get);
    metrics.gauge(FederationMetrics.IN_FLIGHT, () -> inFlight);
    metrics.gauge(FederationMetrics.LANES, () -> lanes.census().live(), "state", "live");
    metrics.gauge(FederationMetrics.LANES, () -> lanes.census().held(), "state", "held");
    metrics.gauge(
        FederationMetrics.LANES, () -> lanes.census().backingOff(), "state", "backing-off");
  }

  /** PDUs in memory, one for each destination; for any thread. */
  public long queued() {
    return queued.get();
  }

  /** Takes up a PDU for the destinations of one partition. */
  public void accept(int partition, QueuedPdu pdu, List<String> destinations, Source source) {
    for (String destination : destinations) {
      Lane lane = lanes.get(destination, partition, this::open);
      lane.released = false;
      lane.usedTs = clock.millis();
      lane.queue.offer(new Waiting(pdu, source));
      queued.incrementAndGet();
      if (lane.place == Lane.Place.IDLE) {
        place(lane);
      }
    }
    pump();
  }

  /** Takes an event out of every queue (R04). */
  public void withdraw(String eventId, long endTs) {
    withdrawals.add(eventId, endTs, clock.millis());
  }

  /** Ends the backoff of a destination, which has just sent us a request of its own (R25). */
  public void wake(String destination) {
    Lane lane = lanes.get(destination);
    if (lane != null && lane.place == Lane.Place.TIMED) {
      lane.state = lane.state.woken();
      place(lane);
      pump();
    }
  }

  /** Starts what is due, drops what expired. To be called several times a second. */
  public void tick() {
    long now = clock.millis();
    if (now < tickedTs - CLOCK_STEP_MS) {
      long step = now - tickedTs;
      lanes.all().forEach(lane -> lane.state = lane.state.shifted(step));
      timers.rebuild(lanes.all());
    }
    tickedTs = now;
    timers.due(now, this::place);
    if (Math.abs(now - tidiedTs) >= TIDY_MS) {
      tidiedTs = now;
      for (Lane lane : lanes.all()) {
        if (lane.place != Lane.Place.IN_FLIGHT && outcomes.hasRoom()) {
          lane.queue.dropDead(this::isDead, entry -> drop(lane, entry));
        }
      }
      lanes.tidy(now - IDLE_MS);
    }
    pump();
  }

  /**
   * Lets go of partitions: nothing more is started for their destinations.
   *
   * @param done called when their transactions in flight are done
   */
  public void release(Set<Integer> partitions, Runnable done) {
    for (Lane lane : List.copyOf(lanes.all())) {
      if (partitions.contains(lane.partition)) {
        lane.released = true;
        if (lane.place == Lane.Place.IN_FLIGHT) {
          queued.addAndGet(-lane.queue.forgetWaiting());
        } else {
          close(lane);
        }
      }
    }
    releases.add(new Release(Set.copyOf(partitions), done));
    checkReleases();
  }

  private Lane open(String destination, int partition) {
    LaneQueue queue = new LaneQueue(config.transactionPdus(), config.transactionBytes());
    return new Lane(destination, partition, queue);
  }

  private void close(Lane lane) {
    queued.addAndGet(-lane.queue.drain().size());
    lanes.remove(lane);
  }

  private void place(Lane lane) {
    if (lane.queue.size() == 0) {
      lane.place = Lane.Place.IDLE;
    } else if (lane.state.dueTs() > clock.millis()) {
      timers.add(lane);
    } else {
      turns.add(lane);
    }
  }

  private void pump() {
    while (outcomes.hasRoom()) {
      Lane lane = turns.poll();
      if (lane == null) {
        break;
      }
      start(lane);
    }
    inFlight = turns.inFlight();
  }

  private void start(Lane lane) {
    Optional<Transaction> next =
        lane.queue.next(lane.destination, this::isDead, entry -> drop(lane, entry));
    if (next.isEmpty()) {
      turns.done(lane);
      return;
    }
    Transaction transaction = next.get();
    String id = transaction.id();
    lane.attempts = id.equals(lane.txnId) ? lane.attempts + 1 : 1;
    lane.txnId = id;
    sender
        .send(transaction)
        .whenCompleteAsync((attempt, error) -> finished(lane, attempt, error), engine);
  }

  private void finished(Lane lane, Attempt attempt, Throwable error) {
    turns.done(lane);
    Verdict verdict = Judgement.of(error == null ? attempt : Attempt.internal(error));
    metrics.attempted(verdict);
    apply(lane, verdict);
    lane.usedTs = clock.millis();
    if (lane.released) {
      close(lane);
    } else {
      place(lane);
    }
    checkReleases();
    pump();
  }

  private void apply(Lane lane, Verdict verdict) {
    long now = clock.millis();
    lane.proven = !(verdict instanceof Verdict.Failed);
    if (verdict instanceof Verdict.Accepted accepted) {
      lane.state = lane.state.succeeded();
      settle(lane, accepted);
    } else if (verdict instanceof Verdict.Wait wait) {
      lane.state = lane.state.asked(wait.duration(), now, backoff);
    } else if (verdict instanceof Verdict.Failed failed) {
      lane.state = lane.state.failed(failed, now, backoff);
    } else if (verdict instanceof Verdict.Rejected rejected) {
      lane.state = lane.state.succeeded();
      if (!lane.queue.split()) {
        settle(lane, Verdict.Accepted.refusing(lane.queue.headIds(), rejected.error()));
      }
    }
  }

  private void settle(Lane lane, Verdict.Accepted accepted) {
    for (Waiting entry : lane.queue.takeHead()) {
      Optional<String> error = Optional.ofNullable(accepted.errors().get(entry.pdu().eventId()));
      finish(
          lane,
          entry,
          error.isPresent() ? Delivery.Result.REFUSED : Delivery.Result.DELIVERED,
          error,
          true);
    }
  }

  private boolean isDead(QueuedPdu pdu) {
    return pdu.expired(clock.millis()) || withdrawals.contains(pdu.eventId());
  }

  /** Forgets an entry that must not be sent, or that is there twice. */
  private void drop(Lane lane, Waiting entry) {
    if (withdrawals.contains(entry.pdu().eventId())) {
      finish(lane, entry, Delivery.Result.WITHDRAWN, Optional.empty(), false);
    } else if (entry.pdu().expired(clock.millis())) {
      finish(lane, entry, Delivery.Result.EXPIRED, Optional.empty(), false);
    } else {
      queued.decrementAndGet();
      entry.source().finished();
    }
  }

  private void finish(
      Lane lane, Waiting entry, Delivery.Result result, Optional<String> error, boolean sent) {
    queued.decrementAndGet();
    Delivery delivery =
        new Delivery(
            lane.destination,
            entry.pdu(),
            sent ? Optional.of(lane.txnId) : Optional.empty(),
            sent ? lane.attempts : 0,
            clock.millis(),
            result,
            error);
    outcomes.add(delivery);
    metrics.finished(delivery);
    entry.source().finished();
  }

  private void checkReleases() {
    releases.removeIf(
        release -> {
          boolean busy =
              lanes.all().stream()
                  .anyMatch(lane -> lane.released && release.partitions().contains(lane.partition));
          if (!busy) {
            release.done().run();
          }
          return !busy;
        });
  }
}
