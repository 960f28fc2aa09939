package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.federation.domain.Waiting;
import java.time.Clock;
import java.util.List;

/** What the answer of a destination means for its lane. */
final class Consequences {
  private final Backoff backoff;
  private final Backlogs backlogs;
  private final Memos memos;
  private final Endings endings;
  private final Clock clock;

  Consequences(Backoff backoff, Backlogs backlogs, Memos memos, Endings endings, Clock clock) {
    this.backoff = backoff;
    this.backlogs = backlogs;
    this.memos = memos;
    this.endings = endings;
    this.clock = clock;
  }

  /** The partition goes to another worker, which is told what it needs to repeat. */
  void last(Lane lane, SendResult result) {
    if (result instanceof SendResult.Failed failed) {
      lane.state = lane.state.failed(failed, clock.millis(), backoff);
      lane.pending = lane.queue.headIds();
      memos.write(lane);
    } else if (result instanceof SendResult.Accepted accepted && !lane.probing) {
      lane.state = lane.state.succeeded();
      // Of what the retry topic has as well the next worker tells the outcome.
      lane.pending = lane.queue.copied() ? lane.queue.headIds() : List.of();
      if (!lane.queue.copied()) {
        endings.delivered(lane, lane.queue.takeHead(), accepted.errors());
      }
      memos.write(lane);
    }
  }

  /** The lane goes on. */
  void apply(Lane lane, SendResult result) {
    long now = clock.millis();
    boolean probe = lane.probing;
    lane.probing = false;
    lane.proven = !(result instanceof SendResult.Failed);
    if (result instanceof SendResult.Failed failed) {
      lane.state = lane.state.failed(failed, now, backoff);
      failed(lane, failed, now);
      return;
    }
    if (result instanceof SendResult.Wait wait) {
      lane.state = lane.state.asked(wait.duration(), now, backoff);
      backlogs.again(lane, true);
    } else {
      lane.state = probe ? lane.state.answered() : lane.state.succeeded();
      if (probe) {
        answered(lane);
      } else if (result instanceof SendResult.Accepted accepted) {
        settle(lane, accepted);
      } else if (lane.queue.split()) {
        backlogs.again(lane, false);
      } else if (result instanceof SendResult.Rejected rejected) {
        settle(lane, SendResult.Accepted.refusing(lane.queue.headIds(), rejected.error()));
      }
    }
    memos.write(lane);
  }

  private void failed(Lane lane, SendResult.Failed failed, long now) {
    boolean arrived = failed.kind().mayHaveArrived();
    boolean apart =
        arrived
            && lane.queue.failed(
                failed.kind().answered(),
                now,
                failures -> backoff.after((int) failures).toMillis());
    if (apart && lane.queue.isRefused()) {
      settle(lane, SendResult.Accepted.refusing(lane.queue.headIds(), failed.error()));
      memos.write(lane);
    } else {
      backlogs.failed(lane, arrived, apart);
    }
  }

  private void answered(Lane lane) {
    lane.queue.answered();
    if (lane.backlog instanceof Behind behind && behind.askedTs == 0) {
      backlogs.catchUps().ask(lane, behind);
    }
  }

  private void settle(Lane lane, SendResult.Accepted accepted) {
    List<Waiting> entries = lane.queue.takeHead();
    backlogs.delivered(lane, entries);
    endings.delivered(lane, entries, accepted.errors());
    if (lane.backlog instanceof Behind behind) {
      backlogs.catchUps().progress(lane, behind);
    }
  }
}
