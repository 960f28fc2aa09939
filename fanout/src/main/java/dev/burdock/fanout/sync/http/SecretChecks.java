package dev.burdock.fanout.sync.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which nodes took our secret when they last answered, and which refused it. Thread-safe. */
final class SecretChecks {
  private static final Set<Integer> REFUSALS = Set.of(401, 403);
  private static final int FAILURES = 500;

  private final Map<URI, Boolean> taken = new ConcurrentHashMap<>();

  /** A node answered; one that fails tells nothing of the secret. */
  void answered(URI node, int status) {
    if (status < FAILURES) {
      taken.put(node, !REFUSALS.contains(status));
    }
  }

  /** Those that are not known to take it. */
  List<URI> open(List<URI> nodes) {
    return nodes.stream().filter(node -> !taken.getOrDefault(node, false)).toList();
  }

  /** One that refuses it, while no other takes it. */
  Optional<URI> refusing() {
    return taken.containsValue(true) ? Optional.empty() : taken.keySet().stream().findFirst();
  }
}
