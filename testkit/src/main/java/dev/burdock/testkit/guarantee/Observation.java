package dev.burdock.testkit.guarantee;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Something that was done to the pipeline or seen of it. Times are ms since the epoch, all by the
 * clock of the observer.
 */
public sealed interface Observation {

  /** The end of an interval that has not ended. */
  long OPEN = Long.MAX_VALUE;

  /**
   * A sticky event that a feed took: its 200 came.
   *
   * @param sequence its place among the events of its room, in the order in which they were fed
   * @param at when the feed answered
   * @param endTs when it ends to be sticky (R02)
   * @param destinations servers that should have it (R21)
   * @param clients watched clients that should have it (R10)
   */
  record Acknowledged(
      String eventId,
      String roomId,
      long sequence,
      long at,
      long endTs,
      Set<String> destinations,
      Set<String> clients)
      implements Observation {
    public Acknowledged {
      destinations = Set.copyOf(destinations);
      clients = Set.copyOf(clients);
    }
  }

  /** An event's redaction was acknowledged: it is sticky no longer (R04). */
  record Withdrawn(String eventId, long at) implements Observation {}

  /**
   * A transaction as its destination saw it.
   *
   * @param worker which federation worker sent it, as far as it can be told: the address it came
   *     from
   * @param bodyHash of the request's body; empty when the body was never read
   * @param eventIds its PDUs, in order; empty when the body was never read
   * @param startedAt when the request's head came
   * @param endedAt when the answer was out, or the connection was gone
   * @param result what became of it
   */
  record Send(
      String destination,
      String worker,
      String txnId,
      String bodyHash,
      List<String> eventIds,
      long startedAt,
      long endedAt,
      Result result)
      implements Observation {
    public Send {
      eventIds = List.copyOf(eventIds);
    }
  }

  /**
   * What became of a transaction.
   *
   * <p>ACCEPTED: processed, and a whole 200 was written. UNHEARD: processed, but the sender may not
   * know. DELAYED: told to come again (429). FAILED: anything else.
   */
  enum Result {
    ACCEPTED,
    UNHEARD,
    DELAYED,
    FAILED;

    /** Whether the destination has the PDUs. */
    public boolean processed() {
      return this == ACCEPTED || this == UNHEARD;
    }
  }

  /**
   * A client found an event in a response of its chain of tokens.
   *
   * @param roomId in whose section
   * @param askedAt when its request went out
   * @param timeLeft that the response gives the event, ms (R17)
   */
  record Seen(
      String client, String roomId, String eventId, long askedAt, long at, OptionalLong timeLeft)
      implements Observation {

    /** When nothing but the event matters. */
    public Seen(String client, String eventId, long at) {
      this(client, "", eventId, at, at, OptionalLong.empty());
    }
  }

  /** A client's request was answered with another status than 200. */
  record Unserved(String client, int status, long at) implements Observation {}

  /** A server or a client was given what none of its kind can use. */
  record Breach(String whom, String what, long at) implements Observation {
    boolean isOfClient() {
      return whom.startsWith("@");
    }
  }

  /**
   * A user, or the first user of a server, came into a room, for the first time or again: all that
   * is sticky there is for them, once more (R14, R22).
   *
   * @param from when the homeserver began to tell it
   * @param to when that was acknowledged
   */
  record Joined(String whom, String roomId, long from, long to) implements Observation {}

  /** A user, or the last user of a server, left a room; times as with {@link Joined}. */
  record Left(String whom, String roomId, long from, long to) implements Observation {}

  /** A destination does not take transactions, by the test's own doing. */
  record Outage(String destination, long from, long to) implements Observation {}

  /** The pipeline itself was hurt: a process killed or stopped, a broker away. */
  record Disruption(String what, long from, long to) implements Observation {}

  /** A destination must not be called between these times. */
  record Backoff(String destination, long from, long to) implements Observation {}

  /** A destination called us: its backoff is over (R25). */
  record Contact(String destination, long at) implements Observation {}

  /** Destinations went from one worker to others. */
  record Moved(Set<String> destinations, String oldWorker, long at) implements Observation {
    public Moved {
      destinations = Set.copyOf(destinations);
    }
  }

  /**
   * A push of an event to a destination was recorded in topic outbound.
   *
   * @param queuedTs timestamp of the record
   */
  record Pushed(String destination, String eventId, long queuedTs, long endTs)
      implements Observation {}

  /**
   * The end of a push was told in topic outcomes.
   *
   * @param result in which way it ended
   * @param brought by an answer of catch-up
   * @param at when it ended
   */
  record Ended(
      String destination, String eventId, long queuedTs, String result, boolean brought, long at)
      implements Observation {}

  /**
   * A stretch of a run whose latencies are compared with those of another.
   *
   * @param dead destinations that fail in it
   */
  record Phase(Kind kind, Set<String> dead, long from, long to) implements Observation {
    /** CALM: every destination answers. CROWDING: very many join a room. HURT: some are dead. */
    public enum Kind {
      CALM,
      CROWDING,
      HURT
    }

    public Phase {
      dead = Set.copyOf(dead);
    }
  }
}
