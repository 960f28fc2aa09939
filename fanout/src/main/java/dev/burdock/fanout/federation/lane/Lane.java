package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.PushedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Everything about one destination: what waits for it and whether it may be called. Confined to the
 * thread of its {@link Dispatcher}, which alone changes it.
 */
final class Lane {
  /** Where the lane stands in the dispatcher's queues; in exactly one of them. */
  enum Place {
    /** Nothing to do. */
    IDLE,
    /** Waits for its turn. */
    READY,
    /** Waits for its time. */
    TIMED,
    /** A transaction is in flight. */
    IN_FLIGHT
  }

  final String destination;
  final int partition;
  final LaneQueue queue;
  LaneState state = new LaneState.Live();
  Place place = Place.IDLE;

  /** Whether the last transaction was answered; others share a bound of their own. */
  boolean proven;

  /** Whom it waits with, or waited with for the transaction in flight. */
  Turns.Line line = Turns.Line.NEW;

  /**
   * Its partition goes to another worker: it starts nothing more, for ever. Who gets the partition
   * back begins with a lane of its own.
   */
  boolean released;

  /** The partition is gone: what was in flight counts for nothing. */
  boolean lost;

  /** PDUs that are on their way elsewhere: counted in memory, but not in the queue. */
  int leaving;

  /** What waits outside of the queue. */
  Backlog backlog = new Backlog.InMemory();

  /** What is remembered of it beyond this worker. */
  Memo memo = Memo.NOTHING;

  /** Completes when that is durable. */
  CompletionStage<Void> written = CompletableFuture.completedFuture(null);

  /** What came live up to this offset was passed over, for an answer of catch-up; -1 for none. */
  long coveredOffset = -1;

  /** Event ids of a transaction that failed and left the queue: to be repeated as it was. */
  List<String> pending = List.of();

  /** Delivered, but still kept elsewhere: not to be sent when they come back from there. */
  final Set<PushedEvent.Key> done = new HashSet<>();

  /** Its retry topic was written by another worker too, and may hold the same PDU twice. */
  boolean inherited;

  /** Id of a retry topic that is being deleted; null for none. */
  String retiring;

  /** That topic could not be deleted: to be tried again. */
  boolean undeleted;

  /** The transaction in flight carries no PDU: it only asks whether the destination answers. */
  boolean probing;

  /** What was received by then is dropped, by an operator's wish, ms since the epoch. */
  long forgetTs;

  /** Which of our servers sent it something last; null when unknown. */
  String origin;

  /** Counts what makes an answer of the retry topic stale. */
  int epoch;

  /** How often the transaction at the head was sent. */
  int attempts;

  /** When the lane last had something to do, ms since the epoch. */
  long usedTs;

  /** The id of the transaction at the head, if it was sent; null before the first. */
  String txnId;

  /** From when on something may be sent, ms since the epoch; 0 for at any time. */
  long dueTs() {
    return Math.max(state.dueTs(), queue.dueTs());
  }

  /** The clock made a step. */
  void shifted(long stepMs) {
    state = state.shifted(stepMs);
    queue.shifted(stepMs);
  }

  Lane(String destination, int partition, LaneQueue queue) {
    this.destination = destination;
    this.partition = partition;
    this.queue = queue;
  }
}
