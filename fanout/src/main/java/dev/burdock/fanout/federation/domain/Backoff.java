package dev.burdock.fanout.federation.domain;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave a destination alone (R25): doubling with every failure up to a bound, shortened
 * or lengthened by chance so that lanes that failed together do not come back together.
 */
public final class Backoff {
  /** Shortest wait that a destination's 429 leads to, however little it asks for. */
  static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

  private static final int MOST_DOUBLINGS = 30;

  private final Duration initial;
  private final Duration max;
  private final double jitter;
  private final RandomGenerator random;

  /**
   * @param jitter the largest part of a backoff that chance adds or takes, 0 to 1
   */
  public Backoff(Duration initial, Duration max, double jitter, RandomGenerator random) {
    this.initial = initial;
    this.max = max;
    this.jitter = jitter;
    this.random = random;
  }

  /**
   * The backoff after a number of failures in a row.
   *
   * @param failures at least 1
   */
  public Duration after(int failures) {
    return chance(doubled(initial, failures - 1));
  }

  /**
   * How long to wait when the destination asked for it.
   *
   * @param asked what it asked for
   * @param waits how often in a row it did, this time included
   */
  public Duration wait(Duration asked, int waits) {
    Duration least = doubled(SHORTEST_WAIT, Math.min(waits - 1, 6));
    Duration wait = asked.compareTo(least) < 0 ? least : asked;
    return wait.compareTo(longest()) > 0 ? longest() : wait;
  }

  /** The longest backoff there is, chance included. */
  public Duration longest() {
    return Duration.ofMillis((long) Math.ceil((double) max.toMillis() * (1 + jitter)));
  }

  private Duration doubled(Duration start, int times) {
    double millis = (double) start.toMillis() * Math.pow(2, Math.min(times, MOST_DOUBLINGS));
    return Duration.ofMillis((long) Math.min(millis, (double) max.toMillis()));
  }

  private Duration chance(Duration backoff) {
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.max(1, Math.round((double) backoff.toMillis() * factor)));
  }
}
