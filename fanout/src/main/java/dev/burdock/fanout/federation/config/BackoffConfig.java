package dev.burdock.fanout.federation.config;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How long a failing destination is left alone (R25): suited to events that live an hour at most.
 *
 * @param initial after the first failure
 * @param max the longest, however many failures
 * @param jitterPercent how much of it is shortened or lengthened by chance
 */
public record BackoffConfig(Duration initial, Duration max, int jitterPercent) {
  public static final Key<Long> INITIAL =
      Key.integer(
          "burdock.federation.backoff.initial-ms",
          2_000,
          10,
          600_000,
          "Backoff of a destination after its first failure, ms; doubles with every further one.");
  public static final Key<Long> MAX =
      Key.integer(
          "burdock.federation.backoff.max-ms",
          300_000,
          10,
          3_600_000,
          "Longest backoff of a destination, and longest wait that a destination may ask for, ms.");
  public static final Key<Long> JITTER =
      Key.integer(
          "burdock.federation.backoff.jitter-percent",
          20,
          0,
          90,
          "How much a backoff is shortened or lengthened by chance, percent.");
  public static final List<Key<?>> KEYS = List.of(INITIAL, MAX, JITTER);

  public BackoffConfig {
    if (max.compareTo(initial) < 0) {
      throw ConfigException.of(
          MAX.name(), max.toMillis(), "at least " + INITIAL.name() + ", " + initial.toMillis());
    }
  }

  public static BackoffConfig from(Settings settings) {
    return new BackoffConfig(
        Duration.ofMillis(settings.get(INITIAL)),
        Duration.ofMillis(settings.get(MAX)),
        settings.get(JITTER).intValue());
  }
}
