package dev.burdock.streams.domain;

/**
 * A token bucket's size and speed, as the time at which it is full again (the virtual scheduling
 * form of GCRA, ITU-T I.371): who finds it empty is told when the next free token comes, and takes
 * that one.
 *
 * @param perMinute tokens that come back in a minute; 0 for no limit
 * @param burst tokens of a full bucket, at least 1
 */
public record Rate(long perMinute, long burst) {
  private static final long US_PER_MS = 1_000;
  private static final long US_PER_MINUTE = 60_000_000;

  public Rate {
    if (perMinute < 0 || perMinute > US_PER_MINUTE || burst < 1) {
      throw new IllegalArgumentException(
          "rate: %s a minute, %s at once (expected: 0 to %s, at least 1)"
              .formatted(perMinute, burst, US_PER_MINUTE));
    }
  }

  /** Whether it lets everything through. */
  boolean isOff() {
    return perMinute == 0;
  }

  /** When the next free token is there, ms; {@code nowMs} when one is there now. */
  long freeMs(long fullUs, long nowMs) {
    long freeUs = fullUs - (burst - 1) * intervalUs();
    return Math.max(nowMs, ms(freeUs));
  }

  /** When a bucket is full again after the next free token is taken, microseconds. */
  long taken(long fullUs, long nowMs) {
    return Math.max(fullUs, nowMs * US_PER_MS) + intervalUs();
  }

  /** The first millisecond that is not earlier. */
  static long ms(long us) {
    return -Math.floorDiv(-us, US_PER_MS);
  }

  private long intervalUs() {
    return US_PER_MINUTE / perMinute;
  }
}
