package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Composes what a lane sends next: the transaction before once more, a new one, or a question. */
final class Composer {
  private final String origin;
  private final Backlogs backlogs;
  private final Endings endings;
  private final Clock clock;

  /**
   * @param origin one of our servers, which asks destinations whether they answer again
   */
  Composer(String origin, Backlogs backlogs, Endings endings, Clock clock) {
    this.clock = clock;
    this.origin = origin;
    this.backlogs = backlogs;
    this.endings = endings;
  }

  /** Whether a destination is to be asked whether it answers again, before anything is sent. */
  static boolean asksFirst(Lane lane) {
    return lane.backlog instanceof Behind behind
        && behind.askedTs == 0
        && !behind.inLine
        && !behind.recalling;
  }

  /** Empty when nothing is to be sent, or not yet. */
  Optional<Transaction> next(Lane lane) {
    Predicate<QueuedPdu> dead = pdu -> endings.isDead(lane, pdu);
    if (!lane.pending.isEmpty() && lane.queue.headIds().isEmpty() && !asksFirst(lane)) {
      if (!lane.queue.pin(lane.pending, dead)) {
        if (backlogs.mayStillCome(lane)) {
          backlogs.fetch(lane);
          return Optional.empty();
        }
        lane.pending = List.of();
      }
    }
    if (lane.queue.asksFirst()) {
      return question(lane);
    }
    Optional<Transaction> next =
        lane.queue.next(lane.destination, clock.millis(), dead, entry -> endings.drop(lane, entry));
    if (next.isEmpty() && asksFirst(lane)) {
      if (backlogs.catchUps().endIfNothing(lane)) {
        return Optional.empty();
      }
      return question(lane);
    }
    return next;
  }

  private Optional<Transaction> question(Lane lane) {
    lane.probing = true;
    String ours = lane.origin == null ? origin : lane.origin;
    return Optional.of(new Transaction(ours, lane.destination, List.of()));
  }
}
