package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;

/** Takes the finished deliveries. */
public interface Outcomes {
  /** Whether there is room for those of one more transaction. */
  boolean hasRoom();

  void add(DeliveryOutcome delivery);
}
