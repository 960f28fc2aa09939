package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.lane.Dispatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * What one poll brought, decoded; withdrawals come before PDUs, so that none is sent in between.
 */
final class Batch {
  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  private record Withdrawal(String eventId, long endTs) {}

  private record Arrival(int partition, QueuedPdu pdu, List<String> destinations, Source source) {}

  void withdraw(String eventId, long endTs) {
    withdrawals.add(new Withdrawal(eventId, endTs));
  }

  void arrive(int partition, QueuedPdu pdu, List<String> destinations, Source source) {
    arrivals.add(new Arrival(partition, pdu, destinations, source));
  }

  boolean isEmpty() {
    return withdrawals.isEmpty() && arrivals.isEmpty();
  }

  void handTo(Dispatcher dispatcher) {
    for (Withdrawal withdrawal : withdrawals) {
      dispatcher.withdraw(withdrawal.eventId(), withdrawal.endTs());
    }
    for (Arrival arrival : arrivals) {
      dispatcher.accept(
          arrival.partition(), arrival.pdu(), arrival.destinations(), arrival.source());
    }
  }
}
