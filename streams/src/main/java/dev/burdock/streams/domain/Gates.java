package dev.burdock.streams.domain;

/**
 * Makes the gates of records.
 *
 * @param rooms what is known
 * @param ours the server names that are ours, whose events pass every gate
 * @param limits how fast others' events pass
 */
record Gates(RoomView rooms, Ours ours, InboundLimits limits) {
  /** The gate of one record; the decision it belongs to must end with {@link Gate#settle}. */
  Gate of(Arrival arrival) {
    return new Gate(rooms.deferrals(), ours, limits, arrival);
  }
}
