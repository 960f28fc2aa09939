package dev.burdock.fanout.federation.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * The bounds of the lanes.
 *
 * @param transactionPdus most PDUs of one transaction
 * @param transactionBytes most bytes of the PDUs of one transaction; a single PDU may exceed it
 * @param lanePdus most PDUs that one destination keeps in memory
 * @param totalPdus PDUs in memory, over all destinations, above which reading stops for a while
 * @param totalBytes bytes of those PDUs, each counted once
 * @param inFlight most transactions in flight to destinations that answered their last one
 * @param unprovenInFlight most transactions in flight to all others
 */
public record LaneConfig(
    int transactionPdus,
    long transactionBytes,
    int lanePdus,
    long totalPdus,
    long totalBytes,
    int inFlight,
    int unprovenInFlight) {
  public static final Key<Long> TRANSACTION_PDUS =
      Key.integer(
          "burdock.federation.transaction.pdus", 50, 1, 50, "Most PDUs of one transaction.");
  public static final Key<Long> TRANSACTION_BYTES =
      Key.integer(
          "burdock.federation.transaction.bytes",
          1_000_000,
          1_000,
          3_500_000,
          "Most bytes of PDUs in one transaction; a larger single PDU still goes.");
  public static final Key<Long> LANE_PDUS =
      Key.integer(
          "burdock.federation.lane.pdus",
          500,
          50,
          100_000,
          "Most PDUs that wait in memory for one destination.");
  public static final Key<Long> TOTAL_PDUS =
      Key.integer(
          "burdock.federation.memory.pdus",
          1_000_000,
          100,
          100_000_000,
          "Places of PDUs in the lanes of all destinations, above which no more are read;"
              + " half is for destinations that answered last.");
  public static final Key<Long> TOTAL_BYTES =
      Key.integer(
          "burdock.federation.memory.bytes",
          256_000_000,
          1_000_000,
          64_000_000_000L,
          "Bytes of PDUs in memory, each counted once, above which no more are read.");
  public static final Key<Long> IN_FLIGHT =
      Key.integer(
          "burdock.federation.in-flight",
          1_000,
          1,
          100_000,
          "Most transactions in flight to destinations that answered their last one.");
  public static final Key<Long> UNPROVEN_IN_FLIGHT =
      Key.integer(
          "burdock.federation.unproven-in-flight",
          500,
          1,
          100_000,
          "Most transactions in flight to destinations that are new or failed last time.");
  public static final List<Key<?>> KEYS =
      List.of(
          TRANSACTION_PDUS,
          TRANSACTION_BYTES,
          LANE_PDUS,
          TOTAL_PDUS,
          TOTAL_BYTES,
          IN_FLIGHT,
          UNPROVEN_IN_FLIGHT);

  public static LaneConfig from(Settings settings) {
    return new LaneConfig(
        settings.get(TRANSACTION_PDUS).intValue(),
        settings.get(TRANSACTION_BYTES),
        settings.get(LANE_PDUS).intValue(),
        settings.get(TOTAL_PDUS),
        settings.get(TOTAL_BYTES),
        settings.get(IN_FLIGHT).intValue(),
        settings.get(UNPROVEN_IN_FLIGHT).intValue());
  }
}
