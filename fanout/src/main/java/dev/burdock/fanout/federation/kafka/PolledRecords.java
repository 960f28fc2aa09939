package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.kafka.IntakeQueue.Task;
import dev.burdock.fanout.federation.lane.Intake;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What one poll brought, decoded; withdrawals come before PDUs, so that none is sent in between.
 */
final class PolledRecords {
  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final Set<String> crowds = new HashSet<>();

  private record Withdrawal(String eventId, long endTs, List<String> destinations) {}

  void withdraw(String eventId, long endTs, List<String> destinations) {
    withdrawals.add(new Withdrawal(eventId, endTs, destinations));
  }

  void arrive(
      int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
    if (destinations.size() > IntakeQueue.STEP) {
      crowds.add(pdu.roomId());
    }
    for (int from = 0; from < destinations.size(); from += IntakeQueue.STEP) {
      List<String> some =
          destinations.subList(from, Math.min(from + IntakeQueue.STEP, destinations.size()));
      tasks.add(
          new Task(
              partition,
              pdu.roomId(),
              some.size(),
              askedTs != 0,
              lanes -> lanes.accept(partition, pdu, some, askedTs, source)));
    }
  }

  void caughtUp(int partition, String destination, int roomPartition, long askedTs, long offset) {
    tasks.add(
        new Task(
            partition,
            "",
            1,
            true,
            lanes -> lanes.caughtUp(destination, roomPartition, askedTs, offset)));
  }

  boolean isEmpty() {
    return withdrawals.isEmpty() && tasks.isEmpty();
  }

  /**
   * Hands all of it over on {@code engine}; completes when it is taken up but for what waits in the
   * crowd.
   */
  CompletableFuture<Void> handTo(Intake lanes, IntakeQueue waiting, Executor engine) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    engine.execute(
        () -> {
          for (Withdrawal withdrawal : withdrawals) {
            lanes.withdraw(withdrawal.eventId(), withdrawal.endTs(), withdrawal.destinations());
          }
          waiting.add(tasks, crowds, () -> done.complete(null));
        });
    return done;
  }
}
