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

/** Retry topics in memory; what is asked of them is done, in order, when the test says so. */
final class FakeShelf implements Shelf {
  private static final int CHUNK = 7;

  /** A retry topic. */
  static final class Topic {
    final String id;
    final List<Object> records = new ArrayList<>();
    long committed;
    OffsetTracker tracker = new OffsetTracker(0);
    int position;
    boolean scanned;

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
          topics.get(destination).records.addAll(pdus);
          return null;
        });
  }

  @Override
  public void appendWithdrawal(String destination, String eventId, long endTs) {
    pending.add(() -> topics.get(destination).records.add(new Withdrawn(eventId, endTs)));
  }

  @Override
  public CompletionStage<Chunk> read(int partition, String destination) {
    CompletableFuture<Chunk> done = new CompletableFuture<>();
    pending.add(
        () -> {
          Chunk chunk = chunk(topics.get(destination));
          answers.add(() -> done.complete(chunk));
        });
    return done;
  }

  private static Chunk chunk(Topic topic) {
    List<Withdrawn> gone = new ArrayList<>();
    if (!topic.scanned) {
      topic.scanned = true;
      topic.records.stream()
          .filter(Withdrawn.class::isInstance)
          .forEach(record -> gone.add((Withdrawn) record));
    }
    List<Waiting> entries = new ArrayList<>();
    while (topic.position < topic.records.size() && entries.size() < CHUNK) {
      long offset = topic.position++;
      var source = topic.tracker.again(offset, 1);
      if (topic.records.get((int) offset) instanceof QueuedPdu pdu) {
        source.ifPresent(found -> entries.add(new Waiting(pdu, found::run, true)));
      } else {
        source.ifPresent(Runnable::run);
      }
    }
    return new Chunk(entries, topic.position == topic.records.size(), gone);
  }

  @Override
  public void rewind(String destination) {
    pending.add(
        () -> {
          Topic topic = topics.get(destination);
          topic.position = (int) topic.tracker.committable();
        });
  }

  @Override
  public CompletionStage<Void> delete(String destination, String id) {
    return later(
        () -> {
          topics.values().removeIf(topic -> topic.id.equals(id));
          deleted.add(id);
          return null;
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

  /** The worker is gone; the next one reads from what is committed. */
  void crash() {
    pending.clear();
    answers.clear();
    for (Topic topic : topics.values()) {
      topic.committed = topic.tracker.committable();
      topic.tracker = new OffsetTracker(topic.committed);
      topic.position = (int) topic.committed;
      topic.scanned = false;
    }
  }

  /** The ids of the topics that there are, by destination. */
  Map<String, String> ids() {
    Map<String, String> ids = new HashMap<>();
    topics.forEach((destination, topic) -> ids.put(destination, topic.id));
    return ids;
  }

  private <T> CompletionStage<T> later(java.util.function.Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    pending.add(() -> done.complete(work.get()));
    return done;
  }
}
