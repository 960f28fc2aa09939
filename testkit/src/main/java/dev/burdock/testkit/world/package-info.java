/**
 * The one simulated world around the pipeline: a homeserver, remote servers that fail in every way,
 * clients, and the history that all of them write. Shared by the demo, the soak, the benches and
 * the fault tests.
 */
package dev.burdock.testkit.world;
