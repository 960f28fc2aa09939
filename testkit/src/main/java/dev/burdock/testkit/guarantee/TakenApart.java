package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which events of one destination were in transactions that failed twice, so that they may come in
 * others, of fewer events. Told of all transactions, in order.
 */
final class TakenApart {
  private static final int FAILURES = 2;

  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<String> inDoubt = new HashSet<>();

  void told(Send send) {
    if (send.result() == Result.ACCEPTED) {
      send.eventIds().forEach(inDoubt::remove);
    } else if (send.result() != Result.DELAYED
        && (failures.merge(send.txnId(), 1, Integer::sum) >= FAILURES
            || inDoubt.containsAll(send.eventIds()))) {
      inDoubt.addAll(send.eventIds());
    }
  }

  /** Whether another transaction may carry an event that this one did not bring. */
  boolean mayCarry(Send before, String eventId) {
    return before.result() != Result.ACCEPTED && inDoubt.contains(eventId);
  }
}
