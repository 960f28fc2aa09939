package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.AttemptPolicy;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.federation.domain.Transaction;
import java.util.Optional;
import java.util.function.Consumer;

/** The transactions in flight: starts those whose turn it is, hears their answers. */
final class Flights {
  private final Surroundings around;
  private final Lanes lanes;
  private final Turns turns;
  private final Composer composer;
  private final Consequences consequences;
  private final Backlogs backlogs;
  private final Guests guests;
  private final Endings endings;
  private final Releases releases;
  private final Runnable followClock;
  private final Consumer<Lane> place;
  private volatile int inFlight;

  Flights(
      Surroundings around,
      Lanes lanes,
      Turns turns,
      Composer composer,
      Consequences consequences,
      Backlogs backlogs,
      Guests guests,
      Endings endings,
      Releases releases,
      Runnable followClock,
      Consumer<Lane> place) {
    this.around = around;
    this.lanes = lanes;
    this.turns = turns;
    this.composer = composer;
    this.consequences = consequences;
    this.backlogs = backlogs;
    this.guests = guests;
    this.endings = endings;
    this.releases = releases;
    this.followClock = followClock;
    this.place = place;
  }

  /** How many there are; for any thread. */
  int inFlight() {
    return inFlight;
  }

  /** Starts what may start. */
  void pump() {
    while (endings.hasRoom() && around.mayStart().getAsBoolean()) {
      Lane lane = turns.poll();
      if (lane == null) {
        break;
      }
      start(lane);
    }
    inFlight = turns.inFlight();
  }

  private void start(Lane lane) {
    if (!guests.admitsLane(lane.destination)) {
      turns.done(lane);
      return;
    }
    Optional<Transaction> next = composer.next(lane);
    if (next.isEmpty()) {
      turns.done(lane);
      if (lane.queue.size() == 0 || lane.dueTs() > around.clock().millis()) {
        place.accept(lane);
      }
      return;
    }
    Transaction transaction = next.get();
    String id = transaction.id();
    lane.attempts = id.equals(lane.txnId) ? lane.attempts + 1 : 1;
    lane.txnId = id;
    around
        .sender()
        .send(transaction, lane.proven)
        .whenCompleteAsync((attempt, error) -> finished(lane, attempt, error), around.engine());
    backlogs.fetchAhead(lane);
  }

  private void finished(Lane lane, Attempt attempt, Throwable error) {
    followClock.run();
    turns.done(lane);
    SendResult result = AttemptPolicy.result(error == null ? attempt : Attempt.internal(error));
    around.metrics().attempted(result);
    lane.usedTs = around.clock().millis();
    if (lane.released) {
      left(lane, result);
    } else {
      consequences.apply(lane, result);
      guests.laneLeft(lane.destination);
      place.accept(lane);
    }
    releases.check();
    pump();
  }

  /** The last answer to a lane whose partition went away; a successor may begin. */
  private void left(Lane lane, SendResult result) {
    if (!lane.lost) {
      consequences.last(lane, result);
      endings.lose(lane);
    }
    lanes.left(lane);
    guests.laneLeft(lane.destination);
    Lane successor = lanes.get(lane.destination);
    if (successor != null) {
      place.accept(successor);
    }
  }
}
