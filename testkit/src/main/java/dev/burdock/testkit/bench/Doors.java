package dev.burdock.testkit.bench;

import dev.burdock.testkit.process.Pipeline;
import java.util.Map;

/**
 * The ports that strangers can reach.
 *
 * @param gateway of clients
 * @param inbound of other servers
 * @param feeds of the homeserver
 * @param reads among our own nodes
 * @param tarpits of a host that takes connections and says nothing
 * @param management of each role
 */
record Doors(
    int gateway, int inbound, int feeds, int reads, int tarpits, Map<String, Integer> management) {

  static Doors of(Pipeline pipeline, int inbound, int tarpits) {
    return new Doors(
        pipeline.url("sync").getPort(),
        inbound,
        pipeline.url("ingest").getPort(),
        pipeline.url("streams").getPort(),
        tarpits,
        pipeline.managementPorts());
  }

  /** All of them that speak HTTP. */
  int[] listeners() {
    return java.util.stream.IntStream.concat(
            java.util.stream.IntStream.of(gateway, inbound, feeds, reads),
            management.values().stream().mapToInt(Integer::intValue))
        .toArray();
  }
}
