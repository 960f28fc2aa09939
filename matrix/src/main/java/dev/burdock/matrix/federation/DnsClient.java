package dev.burdock.matrix.federation;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks DNS. Answers may come from a cache that respects their time to live. */
public interface DnsClient {
  /**
   * The IPv6 and IPv4 addresses of a host, in the order to try; empty if it has none. The stage
   * fails if DNS gave no answer.
   */
  CompletionStage<List<InetAddress>> addresses(String host);

  /**
   * The SRV records of a name such as {@code _matrix-fed._tcp.example.org}; empty if it has none.
   * The stage fails if DNS gave no answer.
   */
  CompletionStage<List<SrvRecord>> services(String name);

  /**
   * One SRV record (RFC 2782).
   *
   * @param priority lower ones are tried first
   * @param weight share among those of the same priority
   * @param target a host; {@code .} says that the service is not offered
   */
  record SrvRecord(int priority, int weight, int port, String target) {}
}
