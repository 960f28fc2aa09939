package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Arrivals.Arrival;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of our PDUs were brought to which destinations, by the lanes and by guests: neither is to
 * bring what the other did (R33).
 */
final class Carriers {
  private static final int REMEMBERED = 200_000;

  private final Clock clock;
  private final Arrivals byGuests;
  private final Arrivals byLanes;
  private boolean guestsExpected;

  Carriers(Clock clock) {
    this.clock = clock;
    this.byGuests = new Arrivals(REMEMBERED, clock);
    this.byLanes = new Arrivals(REMEMBERED, clock);
  }

  /** From now on what the lanes bring is remembered for guests. */
  void expectGuests() {
    guestsExpected = true;
  }

  Arrivals byLanes() {
    return byLanes;
  }

  /**
   * The guest's transaction that brought a PDU; empty when none did, or when it is to go again
   * because the server has joined since.
   */
  Optional<Arrival> guest(String destination, QueuedPdu pdu) {
    if (!byGuests.any(destination)) {
      return Optional.empty();
    }
    return byGuests
        .get(destination, pdu.contentHash())
        .filter(arrival -> !pdu.joined() || pdu.causedTs() <= arrival.takenTs());
  }

  void guestBrought(String destination, GuestTurn.Taken taken) {
    Arrival arrival = new Arrival(taken.txnId(), clock.millis(), taken.errors());
    taken.contentHashes().forEach(hash -> byGuests.add(destination, hash, arrival));
  }

  void laneBrought(String destination, String txnId, List<Waiting> entries) {
    if (guestsExpected) {
      Arrival arrival = new Arrival(txnId, clock.millis(), Map.of());
      entries.forEach(entry -> byLanes.add(destination, entry.pdu().contentHash(), arrival));
    }
  }
}
