package dev.burdock.streams.processor;

import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Ours;
import dev.burdock.streams.metrics.RoomMetrics;
import java.time.Clock;

/**
 * What every task of the topology is given.
 *
 * @param ours the server names that are ours
 * @param partitions partitions of outbound
 * @param expiry how what ended is removed
 * @param inbound how fast other servers' events are let through
 * @param clock the wall clock, for punctuation alone
 * @param metrics shared by all tasks
 */
public record RoomSettings(
    Ours ours,
    int partitions,
    ExpiryConfig expiry,
    InboundLimitsConfig inbound,
    Clock clock,
    RoomMetrics metrics) {}
