package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.topic.Partitions;
import java.time.Duration;

/**
 * Where a transaction may go.
 *
 * @param turns those of this worker's lanes
 * @param partitions of topic outbound
 * @param self where this worker is reached
 * @param hold how long a transaction waits for the owner of its destination
 */
record OutRoutes(
    LaneTurns turns,
    OwnerDirectory owners,
    OwnerRelay relay,
    int partitions,
    WorkerAddress self,
    Duration hold,
    FederationMetrics metrics) {

  int partition(String destination) {
    return Partitions.of(destination, partitions);
  }

  boolean isAnother(WorkerAddress owner) {
    return !owner.equals(self);
  }
}
