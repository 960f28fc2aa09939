package dev.burdock.fanout.federation.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Configuration of the role that pushes to remote servers.
 *
 * @param session after this long without a sign of life a worker loses its destinations
 * @param commit how often finished offsets are committed
 * @param handover how long a transaction in flight is waited for when its partition goes to another
 *     worker, or when the role stops
 * @param unfinished how long a record may be unfinished before the role is not ready
 */
public record FederationConfig(
    HttpConfig http,
    LaneConfig lanes,
    BackoffConfig backoff,
    RetryConfig retry,
    OutConfig out,
    Duration session,
    Duration commit,
    Duration handover,
    Duration unfinished) {
  public static final Key<Long> SESSION =
      Key.integer(
          "burdock.federation.session-timeout-ms",
          10_000,
          1_000,
          60_000,
          "After this long without a sign of life a worker loses its destinations, ms; brokers take"
              + " none below group.min.session.timeout.ms (6000).");
  public static final Key<Long> COMMIT =
      Key.integer(
          "burdock.federation.commit-ms",
          500,
          10,
          60_000,
          "How often the offsets of finished deliveries are committed, ms.");
  public static final Key<Long> HANDOVER =
      Key.integer(
          "burdock.federation.handover-ms",
          5_000,
          0,
          60_000,
          "How long transactions in flight are waited for when a partition moves or the role"
              + " stops, ms.");

  public static final Key<Long> UNFINISHED =
      Key.integer(
          "burdock.federation.unfinished-ms",
          900_000,
          60_000,
          7_200_000,
          "After this long without an end of the oldest record that was taken up the role is not"
              + " ready, ms.");

  /** Every key of this role; {@link HttpConfig#OVERRIDE_PREFIX} is open besides. */
  public static final List<Key<?>> KEYS =
      Stream.of(
              HttpConfig.KEYS,
              LaneConfig.KEYS,
              BackoffConfig.KEYS,
              RetryConfig.KEYS,
              OutConfig.KEYS,
              List.of(SESSION, COMMIT, HANDOVER, UNFINISHED))
          .<Key<?>>flatMap(List::stream)
          .toList();

  public static FederationConfig from(Settings settings) {
    return new FederationConfig(
        HttpConfig.from(settings),
        LaneConfig.from(settings),
        BackoffConfig.from(settings),
        RetryConfig.from(settings),
        OutConfig.from(settings),
        Duration.ofMillis(settings.get(SESSION)),
        Duration.ofMillis(settings.get(COMMIT)),
        Duration.ofMillis(settings.get(HANDOVER)),
        Duration.ofMillis(settings.get(UNFINISHED)));
  }
}
