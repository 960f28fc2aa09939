/**
 * A simulated homeserver: the ways in which it feeds Burdock, and the endpoints that Burdock reads.
 */
package dev.burdock.testkit.homeserver;
