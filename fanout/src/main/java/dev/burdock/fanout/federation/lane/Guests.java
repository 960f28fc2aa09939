package dev.burdock.fanout.federation.lane;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The transactions of the homeserver's own sender among those of the lanes (R33): to a destination
 * at most one of each origin, and none beside the lane's own. Who is kept waiting goes next, so
 * that neither waits for two of the other. Confined to the thread of the lanes.
 */
public final class Guests {
  private final Lanes lanes;
  private final Arrivals brought;
  private final BiConsumer<String, GuestTurn.Taken> taken;
  private final Consumer<Lane> resume;
  private final Set<Integer> owned = new HashSet<>();
  private final Map<String, Gate> gates = new HashMap<>();
  private Runnable left = () -> {};

  /** Who is on the way to one destination, and who waits. */
  private static final class Gate {
    final String destination;
    final int partition;
    final Map<String, GuestTurn> inFlight = new HashMap<>();
    final ArrayDeque<Visit> waiting = new ArrayDeque<>();

    /** The lane was kept waiting: nobody else begins before it. */
    boolean laneWaits;

    Gate(String destination, int partition) {
      this.destination = destination;
      this.partition = partition;
    }
  }

  private record Visit(String origin, CompletableFuture<GuestTurn> turn) {}

  /**
   * @param brought what the lanes delivered themselves
   * @param taken is told of destinations and what they took of guests
   * @param resume starts a lane that was kept waiting, if it may start
   */
  Guests(
      Lanes lanes,
      Arrivals brought,
      BiConsumer<String, GuestTurn.Taken> taken,
      Consumer<Lane> resume) {
    this.lanes = lanes;
    this.brought = brought;
    this.taken = taken;
    this.resume = resume;
  }

  /**
   * Asks for a turn.
   *
   * @param partition of the destination
   * @return completes when the transaction may be sent; to be cancelled by who waits no more; fails
   *     with {@link NotOwnerException} when the partition is, or goes, elsewhere
   */
  public CompletableFuture<GuestTurn> enter(String destination, int partition, String origin) {
    CompletableFuture<GuestTurn> turn = new CompletableFuture<>();
    if (owned.contains(partition)) {
      Gate gate = gates.computeIfAbsent(destination, name -> new Gate(name, partition));
      gate.waiting.add(new Visit(origin, turn));
      admit(gate);
    } else {
      turn.completeExceptionally(new NotOwnerException());
    }
    return turn;
  }

  void own(int partition) {
    owned.add(partition);
  }

  /** Partitions go elsewhere: who waits is to ask there. */
  void disown(Set<Integer> partitions) {
    owned.removeAll(partitions);
    for (Gate gate : Set.copyOf(gates.values())) {
      if (partitions.contains(gate.partition)) {
        gate.waiting.forEach(visit -> visit.turn().completeExceptionally(new NotOwnerException()));
        gate.waiting.clear();
        tidy(gate);
      }
    }
  }

  /** Calls back whenever one is no longer in flight. */
  void whenLeft(Runnable callback) {
    left = callback;
  }

  /** Whether any is in flight to a destination of these partitions. */
  boolean inFlight(Set<Integer> partitions) {
    return gates.values().stream()
        .anyMatch(gate -> !gate.inFlight.isEmpty() && partitions.contains(gate.partition));
  }

  /** Whether a lane may start now; one that may not is resumed when it may. */
  boolean admitsLane(String destination) {
    Gate gate = gates.get(destination);
    if (gate == null || gate.inFlight.isEmpty()) {
      return true;
    }
    gate.laneWaits = true;
    return false;
  }

  /** A lane's transaction is no longer in flight. */
  void laneLeft(String destination) {
    Gate gate = gates.get(destination);
    if (gate != null) {
      admit(gate);
    }
  }

  private void admit(Gate gate) {
    Visit visit = next(gate);
    while (visit != null) {
      begin(gate, visit);
      visit = next(gate);
    }
    tidy(gate);
  }

  /** Takes out who may begin now; null when nobody may. */
  private Visit next(Gate gate) {
    gate.waiting.removeIf(visit -> visit.turn().isDone());
    if (gate.laneWaits || lanes.inFlight(gate.destination)) {
      return null;
    }
    for (Visit visit : gate.waiting) {
      if (!gate.inFlight.containsKey(visit.origin())) {
        gate.waiting.remove(visit);
        return visit;
      }
    }
    return null;
  }

  private void begin(Gate gate, Visit visit) {
    GuestTurn turn =
        new GuestTurn(
            gate.destination, visit.origin(), brought, (over, result) -> end(gate, over, result));
    gate.inFlight.put(visit.origin(), turn);
    if (!visit.turn().complete(turn)) {
      turn.failed();
    }
  }

  private void end(Gate gate, GuestTurn turn, GuestTurn.Taken result) {
    gate.inFlight.remove(turn.origin());
    if (result != null) {
      taken.accept(gate.destination, result);
    }
    if (gate.laneWaits && gate.inFlight.isEmpty()) {
      gate.laneWaits = false;
      Lane lane = lanes.get(gate.destination);
      if (lane != null) {
        resume.accept(lane);
      }
    }
    admit(gate);
    left.run();
  }

  private void tidy(Gate gate) {
    if (gate.inFlight.isEmpty() && gate.waiting.isEmpty()) {
      gates.remove(gate.destination, gate);
    }
  }
}
