package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Memo;
import java.util.concurrent.CompletionStage;

/** What is remembered of destinations when their worker is gone. */
public interface Memory {
  /**
   * Replaces what is remembered of a destination; calls for one destination take effect in order.
   *
   * @return completes, on any thread, when it is durable; never when the partition is no longer
   *     this worker's
   */
  CompletionStage<Void> write(int partition, String destination, Memo memo);
}
