/** The recording of a real homeserver, played in the simulated world and judged. */
package dev.burdock.testkit.demo;
