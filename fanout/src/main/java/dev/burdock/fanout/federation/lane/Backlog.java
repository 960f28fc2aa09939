package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import java.util.BitSet;

/** Where what waits for a destination is kept, besides the queue in memory. */
sealed interface Backlog {
  /** Whether something waits outside of the queue. */
  default boolean waits() {
    return false;
  }

  /** Nowhere else: all is in the queue. */
  record InMemory() implements Backlog {}

  /** Still in the queue, from which it is sent, until its retry topic is made and remembered. */
  final class Moving implements Backlog {
    /** Id of the topic once it is made; null before. */
    String topicId;
  }

  /** In the retry topic, in front of which the queue holds what was read of it. */
  final class InTopic implements Backlog {
    final String id;

    /** Everything in the topic was read, so new PDUs may go straight into the queue. */
    boolean drained;

    /** A read is under way. */
    boolean reading;

    /** The last read came to the end. */
    boolean atEnd;

    /** The brokers were asked whether anything waits in it. */
    boolean checking;

    /** Appends that Kafka has not acknowledged yet. */
    int appending;

    /** Appends that the last read may have been too early for. */
    int unread;

    InTopic(String id) {
      this.id = id;
    }

    @Override
    public boolean waits() {
      return !drained;
    }
  }

  /** Nowhere: it is asked for through catch-up when the destination is back. */
  final class Behind implements Backlog {
    /** Receipt of the oldest event that waits, ms. */
    long sinceTs;

    /** When the last event that waits ends, ms. */
    long untilTs;

    /** What {@link Memory} is known to hold of both. */
    long writtenSinceTs = Long.MAX_VALUE;

    long writtenUntilTs;

    /** When catch-up was asked for, ms; 0 while it is not. */
    long askedTs;

    private long lastAskedTs;

    /** The partitions of rooms that have pushed all that was asked for. */
    final BitSet ended = new BitSet();

    /** Offset of the record that ended the last answer; -1 before. */
    long endOffset = -1;

    /** More came than the queue takes: asked for again in a further round. */
    boolean overflowed;

    /** Receipt of the oldest event for the further round, ms. */
    long nextSinceTs = Long.MAX_VALUE;

    Behind(long sinceTs, long untilTs) {
      this.sinceTs = sinceTs;
      this.untilTs = untilTs;
    }

    /** Nothing is missing yet. */
    static Behind nothing() {
      return new Behind(Long.MAX_VALUE, 0);
    }

    @Override
    public boolean waits() {
      return true;
    }

    /** Extends what is missing to a PDU. */
    void cover(QueuedPdu pdu) {
      sinceTs = Math.min(sinceTs, pdu.receivedTs());
      untilTs = Math.max(untilTs, pdu.endTs());
      if (askedTs != 0) {
        nextSinceTs = Math.min(nextSinceTs, pdu.receivedTs());
      }
    }

    /** Whether what is remembered covers all that is missing. */
    boolean durable() {
      return writtenSinceTs <= sinceTs && writtenUntilTs >= untilTs;
    }

    /** Begins a round of catch-up. */
    void ask(long nowTs) {
      lastAskedTs = Math.max(nowTs, lastAskedTs + 1);
      askedTs = lastAskedTs;
      ended.clear();
      overflowed = false;
      nextSinceTs = Long.MAX_VALUE;
    }

    /** Breaks the round off. */
    void breakOff() {
      askedTs = 0;
      ended.clear();
    }
  }
}
