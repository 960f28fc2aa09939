package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Gives every destination its transactions: in order, one in flight, none before its time. All
 * methods but {@link #queued()} are called on one thread, that of {@code engine}.
 */
public final class Dispatcher implements Intake {
  private static final long TIDY_MS = 1_000;
  private static final long IDLE_MS = 600_000;

  private final LaneConfig config;
  private final Clock clock;
  private final Endings endings;
  private final Memos memos;
  private final Backlogs backlogs;
  private final Lanes lanes = new Lanes();
  private final LaneTimers timers = new LaneTimers();
  private final Guests guests;
  private final Releases releases;
  private final Turns turns;
  private final Flights flights;
  private final ClockSteps steps;
  private long tidiedTs;

  /**
   * @param origin one of our servers, which asks destinations whether they answer again
   * @param partitions of the topics
   */
  public Dispatcher(
      LaneConfig config,
      RetryConfig retry,
      Backoff backoff,
      String origin,
      int partitions,
      Surroundings around) {
    this.config = config;
    Executor engine = around.engine();
    FederationMetrics metrics = around.metrics();
    this.clock = around.clock();
    this.steps = new ClockSteps(clock, around.nanos());
    this.endings = new Endings(around.outcomes(), metrics, clock);
    this.memos = new Memos(around.memory());
    this.backlogs =
        new Backlogs(
            config,
            retry,
            partitions,
            around.shelf(),
            memos,
            endings,
            engine,
            clock,
            this::replace);
    this.guests =
        new Guests(lanes, endings.carriers().byLanes(), this::takenOfGuest, this::replace);
    this.releases = new Releases(lanes, guests);
    guests.whenLeft(releases::check);
    this.turns = new Turns(config.inFlight(), config.unprovenInFlight());
    this.flights =
        new Flights(
            around,
            lanes,
            turns,
            new Composer(origin, backlogs, endings, clock),
            new Consequences(backoff, backlogs, memos, endings, clock),
            backlogs,
            guests,
            endings,
            releases,
            this::followClock,
            this::place);
    metrics.gauge(FederationMetrics.QUEUED, endings::inMemory);
    metrics.gauge(FederationMetrics.IN_FLIGHT, flights::inFlight);
    metrics.gauge(FederationMetrics.RETRY_TOPICS, backlogs::topics);
    for (Census.State state : Census.State.values()) {
      metrics.gauge(
          FederationMetrics.LANES, () -> lanes.census().count(state), "state", state.label());
    }
  }

  /** PDUs in memory, one for each destination; for any thread. */
  public long queued() {
    return endings.inMemory();
  }

  /** The homeserver's own transactions, to be expected from now on. */
  public Guests guests() {
    endings.carriers().expectGuests();
    return guests;
  }

  private void takenOfGuest(String destination, GuestTurn.Taken taken) {
    endings.carriers().guestBrought(destination, taken);
    Lane lane = lanes.get(destination);
    if (lane != null) {
      if (endings.hasRoom()) {
        lane.queue.dropDead(dead(lane), entry -> endings.drop(lane, entry));
      }
      wake(destination);
    }
  }

  /** Takes up destinations as they were remembered; {@code topics} are the ids of retry topics. */
  public void adopt(int partition, Map<String, Memo> memos, Map<String, String> topics) {
    followClock();
    guests.own(partition);
    memos.forEach(
        (destination, memo) -> {
          Lane lane = lanes.get(destination, partition, this::open);
          lane.usedTs = clock.millis();
          backlogs.adopt(lane, memo, Optional.ofNullable(topics.get(destination)));
          place(lane);
        });
  }

  @Override
  public void accept(
      int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
    followClock();
    for (String destination : destinations) {
      Lane lane = lanes.get(destination, partition, this::open);
      lane.usedTs = clock.millis();
      lane.origin = pdu.origin();
      backlogs.take(lane, new Waiting(pdu, source), askedTs);
      if (lane.place == Lane.Place.IDLE) {
        place(lane);
      }
    }
  }

  /**
   * Tells again which pushes wait behind cursors that were remembered.
   *
   * @param pushes by destination, in order
   */
  public void recall(Map<String, List<PushedEvent>> pushes) {
    pushes.forEach(
        (destination, waiting) -> {
          Lane lane = lanes.get(destination);
          if (lane != null) {
            backlogs.catchUps().recall(lane, waiting);
          }
        });
  }

  /** These destinations have been told all. */
  public void recalled(Collection<String> destinations) {
    for (String destination : destinations) {
      Lane lane = lanes.get(destination);
      if (lane != null && lane.backlog instanceof Behind behind) {
        behind.recalling = false;
        replace(lane);
      }
    }
  }

  @Override
  public void caughtUp(String destination, int roomPartition, long askedTs, long offset) {
    Lane lane = lanes.get(destination);
    if (lane != null) {
      backlogs.catchUps().ended(lane, roomPartition, askedTs, offset);
      replace(lane);
    }
  }

  /** Everything before {@code offset} of a partition is finished, for the next worker too. */
  public void committed(int partition, long offset) {
    backlogs.catchUps().committed(partition, offset);
  }

  @Override
  public void withdraw(String eventId, long endTs, List<String> destinations) {
    endings.withdraw(eventId, endTs);
    destinations.stream()
        .map(lanes::get)
        .filter(lane -> lane != null)
        .forEach(lane -> backlogs.withdraw(lane, eventId, endTs));
  }

  /** Ends the backoff of a destination, which has just sent us a request of its own (R25). */
  public void wake(String destination) {
    call(destination, LaneState::woken);
  }

  /** Calls a destination now, by an operator's wish. */
  public void retry(String destination) {
    call(destination, LaneState::pressed);
  }

  private void call(String destination, UnaryOperator<LaneState> change) {
    followClock();
    Lane lane = lanes.get(destination);
    if (lane != null && lane.place != Lane.Place.IN_FLIGHT) {
      lane.state = change.apply(lane.state);
      memos.write(lane);
      if (lane.place == Lane.Place.TIMED) {
        place(lane);
      }
      pump();
    }
  }

  /** Drops all that waits for a destination, by an operator's wish. */
  public void forget(String destination) {
    Lane lane = lanes.get(destination);
    if (lane != null && !lane.released) {
      backlogs.forget(lane);
      replace(lane);
      pump();
    }
  }

  /** Starts what is due, drops what expired. To be called several times a second. */
  public void tick() {
    followClock();
    long now = clock.millis();
    timers.due(now, this::place);
    if (Math.abs(now - tidiedTs) >= TIDY_MS) {
      tidiedTs = now;
      lanes.beginSweep();
    }
    tidy(now);
    pump();
  }

  /** A clock that was set moves what was to come by it; no backoff gets longer or shorter. */
  private void followClock() {
    long step = steps.next();
    if (step != 0) {
      lanes.all().forEach(lane -> lane.shifted(step));
      timers.rebuild(lanes.all());
    }
  }

  @Override
  public void pump() {
    flights.pump();
  }

  /**
   * Lets go of partitions: nothing more is started for their destinations.
   *
   * @param done called when their transactions in flight are done
   */
  public void release(Set<Integer> partitions, Runnable done) {
    for (Lane lane : List.copyOf(lanes.all())) {
      if (partitions.contains(lane.partition)) {
        endings.release(lane);
        backlogs.leave(lane);
        lanes.leave(lane);
      }
    }
    partitions.forEach(backlogs::forget);
    guests.disown(partitions);
    releases.add(partitions, done);
  }

  /** Partitions are gone: what their destinations still answer counts for nothing. */
  public void lose(Set<Integer> partitions) {
    release(partitions, () -> {});
    lanes.leaving().stream()
        .filter(lane -> partitions.contains(lane.partition))
        .forEach(endings::lose);
    releases.check();
  }

  private void tidy(long now) {
    List<Lane> slice = lanes.sweep();
    for (Lane lane : slice) {
      if (lane.place != Lane.Place.IN_FLIGHT && endings.hasRoom()) {
        lane.queue.dropDead(dead(lane), entry -> endings.drop(lane, entry));
        backlogs.tidy(lane);
      }
    }
    for (Lane gone : lanes.tidy(slice, now - IDLE_MS)) {
      gone.state = gone.state.succeeded();
      memos.write(gone);
    }
  }

  private Lane open(String destination, int partition) {
    LaneQueue queue = new LaneQueue(config.transactionPdus(), config.transactionBytes());
    return new Lane(destination, partition, queue);
  }

  private Predicate<QueuedPdu> dead(Lane lane) {
    return pdu -> endings.isDead(lane, pdu);
  }

  /** Places a lane anew for which something came that it may have waited for. */
  private void replace(Lane lane) {
    followClock();
    if (!lane.released && (lane.place == Lane.Place.IDLE || lane.place == Lane.Place.TIMED)) {
      place(lane);
      pump();
    }
  }

  private void place(Lane lane) {
    if (lane.released || lane.place == Lane.Place.READY || lane.place == Lane.Place.IN_FLIGHT) {
      return;
    }
    if (lanes.waitsForPredecessor(lane)) {
      lane.place = Lane.Place.IDLE;
      return;
    }
    boolean probe = Composer.asksFirst(lane);
    if (lane.queue.size() == 0 && !lane.backlog.waits()) {
      lane.place = Lane.Place.IDLE;
    } else if (lane.dueTs() > clock.millis()) {
      timers.add(lane);
    } else if (lane.queue.size() > 0 || probe) {
      turns.add(lane);
    } else {
      lane.place = Lane.Place.IDLE;
      backlogs.fetch(lane);
    }
  }
}
