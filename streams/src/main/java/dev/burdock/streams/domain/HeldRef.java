package dev.burdock.streams.domain;

/**
 * Where a soft-failed event is held.
 *
 * @param sender its sender
 * @param arrivalOffset offset of its own record, which orders those of a room
 */
public record HeldRef(String sender, long arrivalOffset) {}
