package dev.burdock.matrix.federation;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a remote server's name may resolve to: none of the special-purpose ranges of RFC
 * 6890 and its registries, unless the operator allows them. Addresses that carry an IPv4 address
 * inside are judged by that.
 */
public final class AddressPolicy {
  private static final List<Cidr> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // carrier-grade NAT
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // 6to4 relays
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, broadcast
              "::/96", // unspecified, loopback, IPv4-compatible
              "64:ff9b:1::/48", // local translation
              "100::/64", // discard
              "2001::/23", // protocol assignments, Teredo among them
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4
              "3fff::/20", // documentation
              "5f00::/16", // segment routing
              "fc00::/7", // unique local
              "fe80::/10", // link-local
              "fec0::/10", // site-local
              "ff00::/8") // multicast
          .map(Cidr::parse)
          .toList();

  /** IPv4-mapped, IPv4-translated and NAT64: the IPv4 address is in the last four bytes. */
  private static final List<Prefix> CARRIERS =
      List.of(
          new Prefix(0, 0, 0, 0, 0, 0xffff),
          new Prefix(0, 0, 0, 0, 0xffff, 0),
          new Prefix(0x64, 0xff9b, 0, 0, 0, 0));

  private final List<Cidr> allowed;

  private AddressPolicy(Collection<Cidr> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** The policy with no exceptions. */
  public static AddressPolicy strict() {
    return new AddressPolicy(List.of());
  }

  /**
   * The policy with the operator's exceptions.
   *
   * @param allowed blocks that are reachable although they are special
   */
  public static AddressPolicy allowing(Collection<Cidr> allowed) {
    return new AddressPolicy(allowed);
  }

  /** Whether a remote server may be reached at the address. */
  public boolean allows(InetAddress address) {
    byte[] raw = address.getAddress();
    byte[] judged = carried(raw);
    return contains(allowed, raw) || contains(allowed, judged) || !contains(SPECIAL, judged);
  }

  private static boolean contains(List<Cidr> blocks, byte[] address) {
    for (Cidr block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] carried(byte[] raw) {
    boolean carries = raw.length == 16 && CARRIERS.stream().anyMatch(prefix -> prefix.begins(raw));
    return carries ? Arrays.copyOfRange(raw, 12, 16) : raw;
  }

  /**
   * The first 96 bits of an IPv6 address. {@link Cidr} cannot say IPv4-mapped, which the JDK reads
   * as IPv4.
   */
  private record Prefix(int a, int b, int c, int d, int e, int f) {
    boolean begins(byte[] raw) {
      return group(raw, 0) == a
          && group(raw, 1) == b
          && group(raw, 2) == c
          && group(raw, 3) == d
          && group(raw, 4) == e
          && group(raw, 5) == f;
    }

    private static int group(byte[] raw, int index) {
      return (raw[index * 2] & 0xff) << 8 | (raw[index * 2 + 1] & 0xff);
    }
  }
}
