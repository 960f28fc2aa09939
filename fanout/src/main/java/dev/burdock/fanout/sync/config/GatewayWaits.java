package dev.burdock.fanout.sync.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * How long the gateway waits for the homeserver.
 *
 * @param graceMs how long it may still answer by itself once there is sticky news, ms
 * @param lagMs how long it may not yet tell an event that its feed told, ms
 * @param spareMs time for its answer beyond the wait that the client asked for, ms
 */
public record GatewayWaits(long graceMs, long lagMs, long spareMs) {
  public static final Key<Long> GRACE =
      Key.integer(
          "burdock.sync.grace-ms",
          100,
          0,
          10_000,
          "How long the homeserver may still answer a waiting client by itself once there is sticky"
              + " news, in ms; then it is asked again, not to wait.");
  public static final Key<Long> LAG =
      Key.integer(
          "burdock.sync.homeserver-lag-ms",
          2_000,
          0,
          60_000,
          "How long a live event that the homeserver's answers do not hold yet is left to them, in"
              + " ms; then the section tells it.");
  public static final Key<Long> SPARE =
      Key.integer(
          "burdock.sync.homeserver-spare-ms",
          15_000,
          1_000,
          600_000,
          "Time for the homeserver's answer beyond the wait that a client asked for, in ms; then"
              + " the client is told 504 and asks again. A first sync may take ten minutes.");

  static final List<Key<?>> KEYS = List.of(GRACE, LAG, SPARE);

  static GatewayWaits from(Settings settings) {
    return new GatewayWaits(settings.get(GRACE), settings.get(LAG), settings.get(SPARE));
  }
}
