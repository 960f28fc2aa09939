package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The retry topics: what waits for failing destinations, outside of memory. Stages complete on any
 * thread.
 */
public interface Shelf {
  /** Whether a destination's name makes a legal retry topic. */
  boolean fits(String destination);

  /**
   * Makes the retry topic of a destination.
   *
   * @return the topic's id; empty when it cannot be made
   */
  CompletionStage<Optional<String>> create(String destination);

  /**
   * Appends to a retry topic.
   *
   * @return completes when Kafka has all of it; fails when it may not have
   */
  CompletionStage<Void> append(String destination, List<QueuedPdu> pdus);

  /** Tells a retry topic that an event was redacted (R04). */
  void appendWithdrawal(String destination, String eventId, long endTs);

  /**
   * Reads on in a retry topic, first from where it is worked off.
   *
   * @return fails when the topic is gone
   */
  CompletionStage<Chunk> read(int partition, String destination);

  /** The next {@link #read} begins where the topic is worked off, leaving out what is finished. */
  void rewind(String destination);

  /** The next {@link #read} begins where the brokers say, whatever was thought of the topic. */
  void reopen(String destination);

  /**
   * Whether nothing waits in a retry topic, by the brokers' own word now: all of it is worked off
   * and committed.
   */
  CompletionStage<Boolean> workedOff(String destination);

  /**
   * Deletes a retry topic for good, if it is {@link #workedOff}; what was read of it is forgotten.
   *
   * @param id of the topic, so that a later one of the same name stays
   * @return whether it is gone; false when something waits in it
   */
  CompletionStage<Boolean> delete(String destination, String id);

  /** Asks every partition of rooms to push again what a destination misses (R23). */
  CompletionStage<Void> askCatchUp(String destination, long sinceTs, long askedTs);

  /**
   * What a read brought.
   *
   * @param end whether there is nothing more for now
   * @param withdrawn events that were redacted while they waited, to be told before the entries
   */
  record Chunk(List<Waiting> entries, boolean end, List<Withdrawn> withdrawn) {
    public Chunk {
      entries = List.copyOf(entries);
      withdrawn = List.copyOf(withdrawn);
    }
  }

  /** An event that was redacted. */
  record Withdrawn(String eventId, long endTs) {}
}
