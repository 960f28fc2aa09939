package dev.burdock.fanout.sync.kafka;

import dev.burdock.schemas.delivery.Delivery;

/** Lets the tests of what strangers send use the check that deliveries pass before they count. */
public final class CheckedDeliveries {
  private final DeliveryCheck check;

  /**
   * @param end of each partition of room-events
   */
  public CheckedDeliveries(int partitions, long end) {
    this.check = new DeliveryCheck(partitions, partition -> end);
  }

  /** Whether a delivery is taken. */
  public boolean takes(int partition, Delivery delivery, long nowMs) {
    return check.fault(partition, delivery, nowMs).isEmpty();
  }
}
