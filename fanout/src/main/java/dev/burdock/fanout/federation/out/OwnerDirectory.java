package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import java.util.Optional;

/** Which worker has which partition of destinations, as far as is known. */
public interface OwnerDirectory {
  /** Who has a partition. */
  Optional<WorkerAddress> of(int partition);

  /** What was given was wrong: to be asked for anew. */
  void wrong();
}
