package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import java.time.Duration;

/**
 * What the homeserver's transactions are sent with.
 *
 * @param timeout of one, from its turn to the end of the answer
 * @param maxAnswer bytes of an answer
 */
record OutTransactions(
    LaneTurns turns,
    RemoteCalls calls,
    Resigner resigner,
    Duration timeout,
    int maxAnswer,
    FederationMetrics metrics) {}
