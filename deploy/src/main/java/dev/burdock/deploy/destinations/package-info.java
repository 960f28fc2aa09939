/**
 * What operators see of destinations and ask of their owners: it reads the topic {@code
 * destinations} and the offsets of the retry topics, and writes {@code destination-commands}.
 */
package dev.burdock.deploy.destinations;
