package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.metrics.SyncMetrics.RequestEnd;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests may be under way at once. */
public final class Places {
  private final AtomicInteger taken;
  private final int most;
  private final SyncMetrics metrics;

  /**
   * @param taken shared by all event loops
   */
  public Places(AtomicInteger taken, int most, SyncMetrics metrics) {
    this.taken = taken;
    this.most = most;
    this.metrics = metrics;
  }

  /** One request's place; without one the request is refused, and counted. */
  public Optional<Place> take() {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      metrics.request(RequestEnd.REFUSED);
      return Optional.empty();
    }
    return Optional.of(new Place());
  }

  /** The place of a request. Used on the context of the request. */
  public final class Place {
    private boolean open = true;

    private Place() {}

    /** Gives the place back and counts how the request ended; the first time alone counts. */
    public void leave(RequestEnd end) {
      if (open) {
        open = false;
        taken.decrementAndGet();
        metrics.request(end);
      }
    }
  }
}
