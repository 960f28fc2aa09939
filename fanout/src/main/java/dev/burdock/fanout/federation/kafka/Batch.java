package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.lane.Dispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one poll brought, decoded; withdrawals come before PDUs, so that none is sent in between.
 */
final class Batch {
  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private final List<Consumer<Dispatcher>> arrivals = new ArrayList<>();

  private record Withdrawal(String eventId, long endTs, List<String> destinations) {}

  void withdraw(String eventId, long endTs, List<String> destinations) {
    withdrawals.add(new Withdrawal(eventId, endTs, destinations));
  }

  void arrive(
      int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
    arrivals.add(dispatcher -> dispatcher.accept(partition, pdu, destinations, askedTs, source));
  }

  void caughtUp(String destination, int roomPartition, long askedTs, long offset) {
    arrivals.add(dispatcher -> dispatcher.caughtUp(destination, roomPartition, askedTs, offset));
  }

  boolean isEmpty() {
    return withdrawals.isEmpty() && arrivals.isEmpty();
  }

  void handTo(Dispatcher dispatcher) {
    for (Withdrawal withdrawal : withdrawals) {
      dispatcher.withdraw(withdrawal.eventId(), withdrawal.endTs(), withdrawal.destinations());
    }
    arrivals.forEach(arrival -> arrival.accept(dispatcher));
    dispatcher.pump();
  }
}
