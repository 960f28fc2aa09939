package dev.burdock.http.domain;

import dev.burdock.matrix.federation.Cidr;
import dev.burdock.matrix.id.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who a request comes from: the peer of the connection or, when that is a proxy of ours, the last
 * address in {@code X-Forwarded-For} that is none.
 */
public final class Clients {
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int MAX_HOPS = 20;

  private final List<Cidr> proxies;

  /**
   * Clients behind some proxies.
   *
   * @param proxies those whose word is taken
   */
  public Clients(List<Cidr> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /** Whether an address is a proxy of ours. */
  public boolean isProxy(String address) {
    return IpLiteral.parse(address).filter(this::isProxy).isPresent();
  }

  /**
   * The address of the client.
   *
   * @param peer address of the connection
   * @param forwardedFor values of the header, in their order
   */
  public String address(String peer, List<String> forwardedFor) {
    if (!isProxy(peer)) {
      return peer;
    }
    List<String> hops =
        forwardedFor.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    String client = peer;
    for (int hop = hops.size() - 1; hop >= Math.max(0, hops.size() - MAX_HOPS); hop--) {
      Optional<InetAddress> address = IpLiteral.parse(hops.get(hop).strip());
      if (address.isEmpty()) {
        return client;
      }
      client = address.get().getHostAddress();
      if (!isProxy(address.get())) {
        return client;
      }
    }
    return client;
  }

  /** The name that the bounds of an address are kept under: of IPv6, its network of 64 bits. */
  public static String holder(String address) {
    return IpLiteral.parse(address)
        .filter(Inet6Address.class::isInstance)
        .map(ip -> HexFormat.of().formatHex(ip.getAddress(), 0, IPV6_NETWORK_BYTES))
        .orElse(address);
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(block -> block.contains(address.getAddress()));
  }
}
