package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.lane.Intake;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What was read and waits for the lanes to take it up: in short steps, between which answers of
 * destinations are heard. Rooms with very many servers wait in a line of their own, which all
 * others pass (ADR 73); the order within a room stays, and with answers of catch-up, which need all
 * of it, nothing changes places. Confined to the engine's thread, but for {@link #crowding()}.
 */
final class IntakeQueue {
  /** Destinations of one step of a line. */
  static final int STEP = 500;

  private final Intake lanes;
  private final Executor engine;
  private final Deque<Task> line = new ArrayDeque<>();
  private final Deque<Task> crowd = new ArrayDeque<>();

  /** Of each room how much of it waits in the crowd. */
  private final Map<String, Integer> crowded = new HashMap<>();

  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /** How much in the crowd must not be passed. */
  private int ordered;

  private boolean stepping;
  private final AtomicInteger crowding = new AtomicInteger();

  /**
   * One thing to take up.
   *
   * @param partition of topic outbound
   * @param destinations how many it is for
   * @param ordered whether everything before it is to be taken up before, and what follows after
   */
  record Task(
      int partition, String room, int destinations, boolean ordered, Consumer<Intake> step) {}

  IntakeQueue(Intake lanes, Executor engine) {
    this.lanes = lanes;
    this.engine = engine;
  }

  /** Destinations in the crowd's line, one for each PDU; for any thread. */
  int crowding() {
    return crowding.get();
  }

  /** Fails when anything could not be taken up. */
  CompletableFuture<Void> failure() {
    return failure;
  }

  /**
   * Adds what was read together.
   *
   * @param crowds rooms with very many servers
   * @param passed called when all that need not wait in the crowd is taken up
   */
  void add(Collection<Task> tasks, Set<String> crowds, Runnable passed) {
    boolean crowdHere = !crowd.isEmpty() || !crowds.isEmpty();
    boolean inOrder = ordered > 0 || (crowdHere && tasks.stream().anyMatch(Task::ordered));
    for (Task task : tasks) {
      if (inOrder || crowds.contains(task.room()) || crowded.containsKey(task.room())) {
        crowd.add(task);
        count(task, 1);
      } else {
        line.add(task);
      }
    }
    line.add(new Task(-1, "", 0, false, lanes -> passed.run()));
    if (!stepping) {
      step();
    }
  }

  /** Forgets what waits of partitions that went to another worker. */
  void drop(Set<Integer> partitions) {
    Predicate<Task> gone = task -> partitions.contains(task.partition());
    line.removeIf(gone);
    crowd.stream().filter(gone).forEach(task -> count(task, -1));
    crowd.removeIf(gone);
  }

  private void step() {
    try {
      take(line, task -> {});
      take(crowd, task -> count(task, -1));
      lanes.pump();
      stepping = !line.isEmpty() || !crowd.isEmpty();
      if (stepping) {
        engine.execute(this::step);
      }
    } catch (RuntimeException e) {
      failure.completeExceptionally(e);
    }
  }

  private void take(Deque<Task> from, Consumer<Task> taken) {
    int destinations = 0;
    while (!from.isEmpty() && destinations < STEP) {
      Task next = from.remove();
      taken.accept(next);
      next.step().accept(lanes);
      destinations += next.destinations();
    }
  }

  private void count(Task task, int by) {
    crowded.merge(task.room(), by, (many, more) -> many + more == 0 ? null : many + more);
    ordered += task.ordered() ? by : 0;
    crowding.addAndGet(by * task.destinations());
  }
}
