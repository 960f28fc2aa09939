package dev.burdock.streams.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * How what ended is told and removed.
 *
 * @param intervalMs time between two firings, ms
 * @param batch how many entries one firing handles at most
 * @param budgetMs how long one firing lasts at most, ms
 * @param graceMs how long after its end an event is kept for records that are judged again, ms
 * @param dedupeMs how long at most an id is remembered after it was seen, ms
 */
public record ExpiryConfig(long intervalMs, int batch, long budgetMs, long graceMs, long dedupeMs) {
  public static final Key<Long> INTERVAL_MS =
      Key.integer(
          "burdock.streams.expiry.interval-ms",
          500,
          10,
          60_000,
          "Time between two looks for events that ended, ms.");
  public static final Key<Long> BATCH =
      Key.integer(
          "burdock.streams.expiry.batch",
          5_000,
          1,
          1_000_000,
          "How many entries one such look handles at most.");
  public static final Key<Long> BUDGET_MS =
      Key.integer(
          "burdock.streams.expiry.budget-ms",
          50,
          1,
          10_000,
          "How long one such look lasts at most, ms.");
  public static final Key<Long> GRACE_MS =
      Key.integer(
          "burdock.streams.expiry.grace-ms",
          300_000,
          0,
          3_600_000,
          "How long an event that ended is kept for records that are judged again, ms.");
  public static final Key<Long> DEDUPE_MS =
      Key.integer(
          "burdock.streams.dedupe-ms",
          86_400_000,
          3_600_000,
          604_800_000,
          "How long at most an event id is remembered against duplicates, ms.");
  static final List<Key<?>> KEYS = List.of(INTERVAL_MS, BATCH, BUDGET_MS, GRACE_MS, DEDUPE_MS);

  static ExpiryConfig from(Settings settings) {
    return new ExpiryConfig(
        settings.get(INTERVAL_MS),
        settings.get(BATCH).intValue(),
        settings.get(BUDGET_MS),
        settings.get(GRACE_MS),
        settings.get(DEDUPE_MS));
  }
}
