package dev.burdock.testkit.guarantee;

import java.time.Duration;

/**
 * What the guarantees leave open.
 *
 * @param observedUntil when the run was over, ms: what was still due then is judged
 * @param recovery longest way of an event to a healthy destination or client, counted from the last
 *     thing that stood in its way: its acknowledgement, an outage, a backoff, a disruption
 * @param wake longest time after a disruption in which a whole pipeline that is slow is not yet
 *     late
 * @param slack how far the observer's clock may lag behind what happened
 * @param ratio of the p99 of healthy destinations, hurt to calm (guarantee 6)
 */
public record Bounds(
    long observedUntil, Duration recovery, Duration wake, Duration slack, double ratio) {
  private static final double RATIO = 1.10;
  private static final int RECOVERIES_IN_A_WAKE = 3;

  public Bounds {
    if (recovery.isNegative() || slack.isNegative() || ratio < 1) {
      throw new IllegalArgumentException("bounds: " + recovery + ", " + slack + ", " + ratio);
    }
  }

  /** With a wake of three recoveries, and the ratio that the guarantee states. */
  public static Bounds until(long observedUntil, Duration recovery, Duration slack) {
    return new Bounds(
        observedUntil, recovery, recovery.multipliedBy(RECOVERIES_IN_A_WAKE), slack, RATIO);
  }
}
