package dev.burdock.matrix.federation;

import dev.burdock.matrix.id.IpLiteral;
import java.net.InetAddress;
import java.util.Arrays;

/** A block of IP addresses, such as {@code 10.0.0.0/8} or {@code fc00::/7}. */
public final class Cidr {
  private final byte[] network;
  private final int prefix;

  private Cidr(byte[] network, int prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Reads a block; a lone address is a block of one.
   *
   * @throws IllegalArgumentException if the text is no block
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] network =
        IpLiteral.parse(address).map(InetAddress::getAddress).orElseThrow(() -> malformed(text));
    int bits = network.length * 8;
    int prefix = slash < 0 ? bits : prefix(text, slash + 1);
    if (prefix > bits) {
      throw malformed(text);
    }
    return new Cidr(network, prefix);
  }

  /** Whether the raw address, 4 or 16 bytes, is in the block. */
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefix / 8;
    if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
      return false;
    }
    int rest = prefix % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that
        && prefix == that.prefix
        && Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return 31 * prefix + Arrays.hashCode(network);
  }

  private static int prefix(String text, int from) {
    String digits = text.substring(from);
    if (digits.isEmpty()
        || digits.length() > 3
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(text + ": not an address block (expected: 10.0.0.0/8)");
  }
}
