package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Delivery;

/** Takes the finished deliveries. */
public interface Outcomes {
  /** Whether there is room for those of one more transaction. */
  boolean hasRoom();

  void add(Delivery delivery);
}
