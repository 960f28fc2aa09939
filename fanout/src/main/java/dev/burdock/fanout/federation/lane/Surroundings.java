package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a dispatcher speaks to.
 *
 * @param mayStart whether this worker is still sure of its partitions
 * @param engine the one thread of the lanes
 * @param nanos a clock that never steps, as {@link System#nanoTime}
 */
public record Surroundings(
    Sender sender,
    Outcomes outcomes,
    Shelf shelf,
    Memory memory,
    BooleanSupplier mayStart,
    Executor engine,
    FederationMetrics metrics,
    Clock clock,
    LongSupplier nanos) {}
