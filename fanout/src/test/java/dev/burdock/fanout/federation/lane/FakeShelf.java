package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.schemas.offset.OffsetTracker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Retry topics in memory, as the brokers have them; what workers ask of them is done, in order,
 * when the test says so.
 */
final class FakeShelf {
  private static final int CHUNK = 7;

  /** A retry topic. */
  static final class Topic {
    final String id;
    final List<Object> records = new ArrayList<>();
    long committed;

    Topic(String id) {
      this.id = id;
    }
  }

  /** A request for catch-up. */
  record Asked(String destination, long sinceTs, long askedTs) {}

  final Map<String, Topic> topics = new HashMap<>();
  final List<Asked> asked = new ArrayList<>();
  final List<String> deleted = new ArrayList<>();
  private final ArrayDeque<Runnable> pending = new ArrayDeque<>();

  /** What was read, on its way to the lanes. */
  private final ArrayDeque<Runnable> answers = new ArrayDeque<>();

  private int created;

  /** Does the oldest thing that was asked for; false if there is none. */
  boolean step() {
    Runnable next = pending.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  /** Lets the oldest thing that was read arrive; false if there is none. */
  boolean answer() {
    Runnable next = answers.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  /** What was asked for and not done is never done. */
  void crash() {
    pending.clear();
    answers.clear();
  }

  /** The ids of the topics that there are, by destination. */
  Map<String, String> ids() {
    Map<String, String> ids = new HashMap<>();
    topics.forEach((destination, topic) -> ids.put(destination, topic.id));
    return ids;
  }

  private <T> CompletionStage<T> later(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    pending.add(
        () -> {
          try {
            done.complete(work.get());
          } catch (IllegalStateException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private Topic topic(String destination) {
    return Optional.ofNullable(topics.get(destination))
        .orElseThrow(() -> new IllegalStateException("no such topic"));
  }

  /** The retry topics as one worker has them, with what it thinks of each. */
  final class View implements Shelf {
    private final Map<String, Reading> readings = new HashMap<>();

    /** Counts how often all was forgotten: what was asked for before is not done after. */
    private int stint;

    /** How far a topic is read and worked off. */
    private static final class Reading {
      final OffsetTracker tracker;
      int position;
      boolean scanned;

      Reading(long committed) {
        this.tracker = new OffsetTracker(committed);
        this.position = (int) committed;
      }
    }

    /** Commits what is worked off. */
    void commit() {
      readings.forEach(
          (destination, reading) ->
              Optional.ofNullable(topics.get(destination))
                  .ifPresent(topic -> topic.committed = reading.tracker.committable()));
    }

    /** Forgets all of it. */
    void forget() {
      readings.clear();
      stint++;
    }

    private void inThisStint(Runnable work) {
      int asked = stint;
      pending.add(
          () -> {
            if (asked == stint) {
              work.run();
            }
          });
    }

    @Override
    public boolean fits(String destination) {
      return !destination.contains(":");
    }

    @Override
    public CompletionStage<Optional<String>> create(String destination) {
      return later(
          () ->
              Optional.of(
                  topics.computeIfAbsent(destination, any -> new Topic("id" + created++)).id));
    }

    @Override
    public CompletionStage<Void> append(String destination, List<QueuedPdu> pdus) {
      return later(
          () -> {
            topic(destination).records.addAll(pdus);
            return null;
          });
    }

    @Override
    public void appendWithdrawal(String destination, String eventId, long endTs) {
      CompletionStage<Boolean> unused =
          later(() -> topic(destination).records.add(new Withdrawn(eventId, endTs)));
    }

    @Override
    public CompletionStage<Chunk> read(int partition, String destination) {
      CompletableFuture<Chunk> done = new CompletableFuture<>();
      inThisStint(
          () -> {
            Chunk chunk = chunk(destination);
            answers.add(() -> done.complete(chunk));
          });
      return done;
    }

    private Chunk chunk(String destination) {
      Topic topic = topic(destination);
      Reading reading = readings.computeIfAbsent(destination, any -> new Reading(topic.committed));
      List<Withdrawn> gone = new ArrayList<>();
      if (!reading.scanned) {
        reading.scanned = true;
        topic.records.stream()
            .filter(Withdrawn.class::isInstance)
            .forEach(record -> gone.add((Withdrawn) record));
      }
      List<Waiting> entries = new ArrayList<>();
      while (reading.position < topic.records.size() && entries.size() < CHUNK) {
        long offset = reading.position++;
        var source = reading.tracker.again(offset, 1);
        if (topic.records.get((int) offset) instanceof QueuedPdu pdu) {
          source.ifPresent(found -> entries.add(new Waiting(pdu, found::run, true)));
        } else {
          source.ifPresent(Runnable::run);
        }
      }
      return new Chunk(entries, reading.position == topic.records.size(), gone);
    }

    @Override
    public void rewind(String destination) {
      inThisStint(
          () ->
              Optional.ofNullable(readings.get(destination))
                  .ifPresent(reading -> reading.position = (int) reading.tracker.committable()));
    }

    @Override
    public void reopen(String destination) {
      inThisStint(() -> readings.remove(destination));
    }

    @Override
    public CompletionStage<Boolean> workedOff(String destination) {
      return later(() -> isWorkedOff(destination));
    }

    private boolean isWorkedOff(String destination) {
      commit();
      Topic topic = topics.get(destination);
      return topic == null || topic.committed == topic.records.size();
    }

    @Override
    public CompletionStage<Boolean> delete(String destination, String id) {
      return later(
          () -> {
            boolean nothing = isWorkedOff(destination);
            if (nothing) {
              readings.remove(destination);
              topics.values().removeIf(topic -> topic.id.equals(id));
              deleted.add(id);
            }
            return nothing;
          });
    }

    @Override
    public CompletionStage<Void> askCatchUp(String destination, long sinceTs, long askedTs) {
      return later(
          () -> {
            asked.add(new Asked(destination, sinceTs, askedTs));
            return null;
          });
    }
  }
}
