package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import java.util.List;

/** What takes up the records of topic outbound. Called on the one thread of the lanes. */
public interface Intake {
  /**
   * Takes up a PDU for destinations of one partition; {@link #pump} starts what came.
   *
   * @param askedTs which request for catch-up it answers; 0 for none
   */
  void accept(int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source);

  /**
   * A partition of rooms has pushed all that a destination's catch-up asked for.
   *
   * @param offset of the record that says so
   */
  void caughtUp(String destination, int roomPartition, long askedTs, long offset);

  /** Takes an event out of the queues of destinations (R04). */
  void withdraw(String eventId, long endTs, List<String> destinations);

  /** Starts what is ready. */
  void pump();
}
