package dev.burdock.matrix.federation;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where and as whom to reach a server.
 *
 * @param candidates addresses and ports in the order to try; never empty
 * @param tlsName the name that the certificate must be for: a DNS name, also sent as SNI, or an IP
 *     literal without brackets
 * @param tlsNameIsIp whether that name is an IP literal, for which no SNI is sent
 * @param hostHeader the value of {@code Host}
 */
public record Resolved(
    List<InetSocketAddress> candidates, String tlsName, boolean tlsNameIsIp, String hostHeader) {
  public Resolved {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("candidates: none (expected: at least 1)");
    }
  }
}
