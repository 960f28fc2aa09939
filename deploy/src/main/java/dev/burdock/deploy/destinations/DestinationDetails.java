package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.DestinationState;
import java.util.Optional;

/**
 * Everything that is known about one destination.
 *
 * @param row what a list shows
 * @param state what its owner wrote last
 * @param oldest of the PDUs that wait in its retry topic
 * @param newest of them
 */
public record DestinationDetails(
    DestinationRow row,
    Optional<DestinationState> state,
    Optional<WaitingRecord> oldest,
    Optional<WaitingRecord> newest) {}
