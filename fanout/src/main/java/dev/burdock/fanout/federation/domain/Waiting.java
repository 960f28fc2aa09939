package dev.burdock.fanout.federation.domain;

/** A PDU that waits for one destination. */
public record Waiting(QueuedPdu pdu, Source source) {}
