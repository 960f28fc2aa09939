package dev.burdock.fanout.federation.lane;

/** Where what waits for a destination is kept, besides the queue in memory. */
sealed interface Backlog permits Backlog.InMemory, Backlog.Moving, Backlog.InTopic, Behind {
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
}
