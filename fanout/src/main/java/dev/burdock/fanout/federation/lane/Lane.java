package dev.burdock.fanout.federation.lane;

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

  /** Its partition went to another worker: finishes what is in flight, starts nothing more. */
  boolean released;

  /** How often the transaction at the head was sent. */
  int attempts;

  /** When the lane last had something to do, ms since the epoch. */
  long usedTs;

  /** The id of the transaction at the head, if it was sent; null before the first. */
  String txnId;

  Lane(String destination, int partition, LaneQueue queue) {
    this.destination = destination;
    this.partition = partition;
    this.queue = queue;
  }
}
