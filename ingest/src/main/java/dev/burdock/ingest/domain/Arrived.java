package dev.burdock.ingest.domain;

import java.util.Optional;

/**
 * An event with what its feed told about it.
 *
 * @param pdu the signed PDU, JSON, checked to be this event's
 * @param receivedTs when the homeserver first received it, ms
 */
public record Arrived(
    FeedEvent event, Acceptance acceptance, Optional<RawJson> pdu, long receivedTs) {}
