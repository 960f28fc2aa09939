package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.DeliveryOutcome.Result;
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
    return pdu.expired(clock.millis())
        || withdrawals.contains(pdu.eventId())
        || lane.done.contains(pdu.eventId())
        || pdu.receivedTs() <= lane.forgetTs
        || carriers.guest(lane.destination, pdu).isPresent();
  }

  /** Forgets an entry that must not be sent, or that is there twice. */
  void drop(Lane lane, Waiting entry) {
    QueuedPdu pdu = entry.pdu();
    Optional<Arrivals.Arrival> guest = carriers.guest(lane.destination, pdu);
    if (lane.done.contains(pdu.eventId())) {
      settled(List.of(entry));
    } else if (guest.isPresent()) {
      Optional<String> error = Optional.ofNullable(guest.get().errors().get(pdu.eventId()));
      end(lane, entry, result(error), error, Optional.of(guest.get().txnId()), 1);
    } else if (withdrawals.contains(pdu.eventId())) {
      end(lane, entry, Result.WITHDRAWN, Optional.empty(), Optional.empty(), 0);
    } else if (pdu.expired(clock.millis())) {
      end(lane, entry, Result.EXPIRED, Optional.empty(), Optional.empty(), 0);
    } else if (pdu.receivedTs() <= lane.forgetTs) {
      end(lane, entry, Result.FORGOTTEN, Optional.empty(), Optional.empty(), 0);
    } else {
      settled(List.of(entry));
    }
  }

  /** A destination took a transaction. */
  void delivered(Lane lane, List<Waiting> entries, Map<String, String> errors) {
    carriers.laneBrought(lane.destination, lane.txnId, entries);
    for (Waiting entry : entries) {
      Optional<String> error = Optional.ofNullable(errors.get(entry.pdu().eventId()));
      end(lane, entry, result(error), error, Optional.of(lane.txnId), lane.attempts);
    }
  }

  private static Result result(Optional<String> error) {
    return error.isPresent() ? Result.REFUSED : Result.DELIVERED;
  }

  /** Someone else answers for these from now on. */
  void settled(List<Waiting> entries) {
    inMemory.addAndGet(-entries.size());
    entries.forEach(entry -> entry.source().finished());
  }

  private void end(
      Lane lane,
      Waiting entry,
      Result result,
      Optional<String> error,
      Optional<String> txnId,
      int attempts) {
    DeliveryOutcome delivery =
        new DeliveryOutcome(
            lane.destination, entry.pdu(), txnId, attempts, clock.millis(), result, error);
    outcomes.add(delivery);
    metrics.finished(delivery);
    settled(List.of(entry));
  }
}
