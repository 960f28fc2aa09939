package dev.burdock.tests.synapse;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What distinguishes one Synapse of a test from another.
 *
 * @param host loopback address that it listens on, also the host of its server name
 * @param sendFederation false: the server pushes nothing to others and still takes what they push
 * @param applicationService where it sends its transactions, for all of its users; empty: nowhere
 * @param workers values of {@code workers.yaml.template}; empty for a server of one process
 */
public record SynapseOptions(
    String host,
    boolean sendFederation,
    Optional<URI> applicationService,
    Map<String, String> workers) {
  public SynapseOptions {
    Objects.requireNonNull(applicationService);
    workers = Map.copyOf(workers);
    if (!host.startsWith("127.")) {
      throw new IllegalArgumentException("host: " + host + " (expected: an address in 127/8)");
    }
  }

  /** A server on {@code host} that federates and has no application service. */
  public static SynapseOptions on(String host) {
    return new SynapseOptions(host, true, Optional.empty(), Map.of());
  }

  public SynapseOptions withoutSending() {
    return new SynapseOptions(host, false, applicationService, workers);
  }

  /** The main process of a server with workers. */
  SynapseOptions withWorkers(Map<String, String> values) {
    return new SynapseOptions(host, sendFederation, applicationService, values);
  }

  /** Feeds {@code url}, to which Synapse appends {@code /_matrix/app/v1/transactions/{txnId}}. */
  public SynapseOptions feeding(URI url) {
    return new SynapseOptions(host, sendFederation, Optional.of(url), workers);
  }
}
