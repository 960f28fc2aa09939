package dev.burdock.deploy.destinations;

import java.util.Map;

/**
 * What a topic of destinations holds at its end.
 *
 * @param byDestination those that there is something to say about
 * @param unreadable records that are no state
 */
record LatestStates<T>(Map<String, T> byDestination, int unreadable) {}
