package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.DeliveryOutcome.Result;
import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.domain.Withdrawals;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Ends the way of PDUs, each with its outcome, and counts those that are still in memory. */
final class Endings {
  private static final int WITHDRAWALS = 200_000;

  private final Outcomes outcomes;
  private final FederationMetrics metrics;
  private final Clock clock;
  private final Withdrawals withdrawals = new Withdrawals(WITHDRAWALS);
  private final Carriers carriers;
  private final AtomicLong inMemory = new AtomicLong();

  Endings(Outcomes outcomes, FederationMetrics metrics, Clock clock) {
    this.outcomes = outcomes;
    this.metrics = metrics;
    this.clock = clock;
    this.carriers = new Carriers(clock);
  }

  Carriers carriers() {
    return carriers;
  }

  /** PDUs in memory, one for each destination; for any thread. */
  long inMemory() {
    return inMemory.get();
  }

  /** So many PDUs came into memory or, negative, left it without an end. */
  void moved(int count) {
    inMemory.addAndGet(count);
  }

  /** PDUs of a lane leave its queue for elsewhere, and stay in memory until they are there. */
  void leave(Lane lane, int count) {
    lane.leaving += count;
  }

  /** They are there, or are not to go there any more; of no account once the lane is released. */
  boolean arrived(Lane lane, int count) {
    lane.leaving -= lane.released ? 0 : count;
    return !lane.released;
  }

  /** The partition of a lane goes away: what it has in memory is read anew by who gets it. */
  void release(Lane lane) {
    boolean inFlight = lane.place == Lane.Place.IN_FLIGHT;
    int dropped = inFlight ? lane.queue.forgetWaiting() : lane.queue.drain().size();
    moved(-dropped - lane.leaving);
    lane.leaving = 0;
    lane.released = true;
  }

  /** What was in flight of a lane that is released is of no account any more. */
  void lose(Lane lane) {
    moved(-lane.queue.drain().size());
    lane.lost = true;
  }

  /** Whether there is room for the outcomes of one more transaction. */
  boolean hasRoom() {
    return outcomes.hasRoom();
  }

  void withdraw(String eventId, long endTs) {
    withdrawals.add(eventId, endTs, clock.millis());
  }

  /** Whether a PDU must not be sent any more. */
  boolean isDead(Lane lane, QueuedPdu pdu) {
    return isDead(lane, pdu.event()) || carriers.guest(lane.destination, pdu).isPresent();
  }

  /** Whether a push must not be sent any more. */
  boolean isDead(Lane lane, PushedEvent push) {
    return lane.done.contains(push.key()) || why(lane, push).isPresent();
  }

  /** Forgets an entry that must not be sent, or that is a repetition. */
  void drop(Lane lane, Waiting entry) {
    QueuedPdu pdu = entry.pdu();
    if (!lane.done.contains(pdu.event().key())) {
      Optional<Arrivals.Arrival> guest = carriers.guest(lane.destination, pdu);
      if (guest.isPresent()) {
        Optional<String> error = Optional.ofNullable(guest.get().errors().get(pdu.eventId()));
        tell(lane, pdu.carried(), result(error), error, Optional.of(guest.get().txnId()), 1);
      } else {
        why(lane, pdu.event()).ifPresent(result -> tellUnsent(lane, pdu.carried(), result));
      }
    }
    settled(List.of(entry));
  }

  /** Ends pushes whose PDUs are not in memory: they ended by themselves, or nobody pushes them. */
  void end(Lane lane, List<PushedEvent> pushes) {
    for (PushedEvent push : pushes) {
      if (!lane.done.contains(push.key())) {
        tellUnsent(lane, push, why(lane, push).orElse(Result.WITHDRAWN));
      }
    }
  }

  private Optional<Result> why(Lane lane, PushedEvent push) {
    if (withdrawals.contains(push.eventId())) {
      return Optional.of(Result.WITHDRAWN);
    }
    if (push.expired(clock.millis())) {
      return Optional.of(Result.EXPIRED);
    }
    return push.receivedTs() <= lane.forgetTs ? Optional.of(Result.FORGOTTEN) : Optional.empty();
  }

  /** A destination took a transaction. */
  void delivered(Lane lane, List<Waiting> entries, Map<String, String> errors) {
    carriers.laneBrought(lane.destination, lane.txnId, entries);
    for (Waiting entry : entries) {
      Optional<String> error = Optional.ofNullable(errors.get(entry.pdu().eventId()));
      tell(
          lane,
          entry.pdu().carried(),
          result(error),
          error,
          Optional.of(lane.txnId),
          lane.attempts);
    }
    settled(entries);
  }

  private static Result result(Optional<String> error) {
    return error.isPresent() ? Result.REFUSED : Result.DELIVERED;
  }

  /** Someone else answers for these from now on. */
  void settled(List<Waiting> entries) {
    inMemory.addAndGet(-entries.size());
    entries.forEach(entry -> entry.source().finished());
  }

  private void tellUnsent(Lane lane, PushedEvent push, Result result) {
    tell(lane, push, result, Optional.empty(), Optional.empty(), 0);
  }

  private void tell(
      Lane lane,
      PushedEvent push,
      Result result,
      Optional<String> error,
      Optional<String> txnId,
      int attempts) {
    DeliveryOutcome delivery =
        new DeliveryOutcome(lane.destination, push, txnId, attempts, clock.millis(), result, error);
    outcomes.add(delivery);
    metrics.finished(delivery);
  }
}
