package dev.burdock.streams.config;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.domain.InboundLimits;
import dev.burdock.streams.domain.Rate;
import java.util.List;

/**
 * How fast sticky events of other servers are let through, each limit within one room, and how the
 * deferred ones are released (R28).
 *
 * @param sender of one sender
 * @param origin of one server
 * @param room of all other servers together
 * @param marginMs how long before its end a deferred event is released at the latest, ms
 * @param intervalMs time between two firings, ms
 * @param batch how many turns one firing handles at most
 * @param budgetMs how long one firing lasts at most, ms
 */
public record InboundLimitsConfig(
    Rate sender, Rate origin, Rate room, long marginMs, long intervalMs, int batch, long budgetMs) {
  private static final long MAX_PER_MINUTE = 1_000_000;
  private static final long MAX_BURST = 1_000_000;

  public static final Key<Long> SENDER_PER_MINUTE =
      perMinute("sender", 300, "one sender of another server");
  public static final Key<Long> SENDER_BURST = burst("sender", 50, "one sender of another server");
  public static final Key<Long> ORIGIN_PER_MINUTE = perMinute("origin", 3_000, "one other server");
  public static final Key<Long> ORIGIN_BURST = burst("origin", 500, "one other server");
  public static final Key<Long> ROOM_PER_MINUTE =
      perMinute("room", 12_000, "all other servers together");
  public static final Key<Long> ROOM_BURST = burst("room", 2_000, "all other servers together");
  public static final Key<Long> MARGIN_MS =
      Key.integer(
          "burdock.streams.inbound.margin-ms",
          30_000,
          1_000,
          1_800_000,
          "How long before its end a deferred event is delivered at the latest, whatever the limits"
              + " say, ms; half of its life at most.");
  public static final Key<Long> INTERVAL_MS =
      Key.integer(
          "burdock.streams.inbound.interval-ms",
          100,
          10,
          10_000,
          "Time between two looks for deferred events whose turn has come, ms.");
  public static final Key<Long> BATCH =
      Key.integer(
          "burdock.streams.inbound.batch",
          2_000,
          1,
          1_000_000,
          "How many deferred events one such look handles at most.");
  public static final Key<Long> BUDGET_MS =
      Key.integer(
          "burdock.streams.inbound.budget-ms",
          20,
          1,
          10_000,
          "How long one such look lasts at most, ms.");
  static final List<Key<?>> KEYS =
      List.of(
          SENDER_PER_MINUTE,
          SENDER_BURST,
          ORIGIN_PER_MINUTE,
          ORIGIN_BURST,
          ROOM_PER_MINUTE,
          ROOM_BURST,
          MARGIN_MS,
          INTERVAL_MS,
          BATCH,
          BUDGET_MS);

  public InboundLimitsConfig {
    if (marginMs < intervalMs) {
      throw ConfigException.of(
          MARGIN_MS.name(),
          Long.toString(marginMs),
          "at least " + INTERVAL_MS.name() + ", " + intervalMs);
    }
  }

  static InboundLimitsConfig from(Settings settings) {
    return new InboundLimitsConfig(
        new Rate(settings.get(SENDER_PER_MINUTE), settings.get(SENDER_BURST)),
        new Rate(settings.get(ORIGIN_PER_MINUTE), settings.get(ORIGIN_BURST)),
        new Rate(settings.get(ROOM_PER_MINUTE), settings.get(ROOM_BURST)),
        settings.get(MARGIN_MS),
        settings.get(INTERVAL_MS),
        settings.get(BATCH).intValue(),
        settings.get(BUDGET_MS));
  }

  /** What the decisions need: who could be deferred for one firing only is not deferred. */
  public InboundLimits limits() {
    return new InboundLimits(sender, origin, room, marginMs, intervalMs);
  }

  private static Key<Long> perMinute(String limit, long defaultValue, String whose) {
    return Key.integer(
        "burdock.streams.inbound." + limit + "-per-minute",
        defaultValue,
        0,
        MAX_PER_MINUTE,
        "Sticky events of "
            + whose
            + " that a room delivers in a minute; more are deferred;"
            + " 0: no limit.");
  }

  private static Key<Long> burst(String limit, long defaultValue, String whose) {
    return Key.integer(
        "burdock.streams.inbound." + limit + "-burst",
        defaultValue,
        1,
        MAX_BURST,
        "Sticky events of " + whose + " that a room delivers at once after a quiet time.");
  }
}
