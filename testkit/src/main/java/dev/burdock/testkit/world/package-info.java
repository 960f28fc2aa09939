/**
 * Simulated surroundings of the pipeline: a homeserver that feeds it, remote servers that fail in
 * every way, clients, and the roles as processes that can be killed. Shared by the soak and the
 * fault tests.
 */
package dev.burdock.testkit.world;
