package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.lane.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What one poll brought, decoded; withdrawals come before PDUs, so that none is sent in between.
 *
 * <p>It is handed over in short steps, between which answers of destinations are heard. Rooms with
 * very many servers come last: they delay no others. That keeps the order within each room; with
 * answers of catch-up, which need all of it, nothing changes places.
 */
final class Batch {
  /** Destinations of one step. */
  static final int STEP = 500;

  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Set<String> crowded = new HashSet<>();
  private boolean ordered;

  private record Withdrawal(String eventId, long endTs, List<String> destinations) {}

  private record Arrival(String room, int destinations, Consumer<Intake> step) {}

  void withdraw(String eventId, long endTs, List<String> destinations) {
    withdrawals.add(new Withdrawal(eventId, endTs, destinations));
  }

  void arrive(
      int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
    ordered |= askedTs != 0;
    if (destinations.size() > STEP) {
      crowded.add(pdu.roomId());
    }
    for (int from = 0; from < destinations.size(); from += STEP) {
      List<String> some = destinations.subList(from, Math.min(from + STEP, destinations.size()));
      arrivals.add(
          new Arrival(
              pdu.roomId(),
              some.size(),
              lanes -> lanes.accept(partition, pdu, some, askedTs, source)));
    }
  }

  void caughtUp(String destination, int roomPartition, long askedTs, long offset) {
    ordered = true;
    arrivals.add(
        new Arrival("", 1, lanes -> lanes.caughtUp(destination, roomPartition, askedTs, offset)));
  }

  boolean isEmpty() {
    return withdrawals.isEmpty() && arrivals.isEmpty();
  }

  /** Hands all of it over on {@code engine}; completes when that is done. */
  CompletableFuture<Void> handTo(Intake lanes, Executor engine) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Deque<Arrival> rest = new ArrayDeque<>(inOrder());
    engine.execute(
        () -> {
          for (Withdrawal withdrawal : withdrawals) {
            lanes.withdraw(withdrawal.eventId(), withdrawal.endTs(), withdrawal.destinations());
          }
          step(lanes, engine, rest, done);
        });
    return done;
  }

  private void step(
      Intake lanes, Executor engine, Deque<Arrival> rest, CompletableFuture<Void> done) {
    try {
      int taken = 0;
      while (!rest.isEmpty() && taken < STEP) {
        Arrival next = rest.remove();
        next.step().accept(lanes);
        taken += next.destinations();
      }
      lanes.pump();
      if (rest.isEmpty()) {
        done.complete(null);
      } else {
        engine.execute(() -> step(lanes, engine, rest, done));
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private List<Arrival> inOrder() {
    if (ordered || crowded.isEmpty()) {
      return arrivals;
    }
    List<Arrival> order = new ArrayList<>();
    arrivals.stream().filter(arrival -> !crowded.contains(arrival.room())).forEach(order::add);
    arrivals.stream().filter(arrival -> crowded.contains(arrival.room())).forEach(order::add);
    return order;
  }
}
