package dev.burdock.matrix.id;

import java.util.OptionalInt;

/**
 * The name of a homeserver: a host name or IP literal with an optional port, compared
 * case-sensitively. Numbers are written in one way alone, without leading zeros, so that an IPv4
 * address and a port have one name each.
 *
 * @param value such as {@code example.org}, {@code 192.0.2.1:8448} or {@code [2001:db8::1]:8448}
 */
public record ServerName(String value) implements Comparable<ServerName> {
  private static final int MAX_HOST = 255;
  private static final String EXPECTED =
      "host name, IPv4 address or [IPv6 address], and an optional port 1 to 65535";

  /**
   * Checks the grammar of the specification's appendix "Server Name".
   *
   * @throws InvalidIdException if the value breaks it
   */
  public ServerName {
    if (value == null || !isValid(value)) {
      throw new InvalidIdException("server name", value, EXPECTED);
    }
  }

  /**
   * Reads a server name.
   *
   * @throws InvalidIdException if the text breaks the grammar
   */
  public static ServerName parse(String text) {
    return new ServerName(text);
  }

  /** The host without port and without the brackets of an IPv6 literal. */
  public String host() {
    return value.charAt(0) == '['
        ? value.substring(1, value.indexOf(']'))
        : value.substring(0, hostEnd(value));
  }

  /** The explicit port, if the name has one. */
  public OptionalInt port() {
    int end = hostEnd(value);
    return end == value.length()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(value, end + 1, value.length(), 10));
  }

  /** Whether the host is an IPv4 or IPv6 address rather than a DNS name. */
  public boolean isIpLiteral() {
    return value.charAt(0) == '[' || IpLiteral.parse(host()).isPresent();
  }

  @Override
  public int compareTo(ServerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  static boolean isValid(String value) {
    int end = hostEnd(value);
    if (end <= 0 || !(end == value.length() || isPort(value, end))) {
      return false;
    }
    if (value.charAt(0) == '[') {
      return IpLiteral.parse(value.substring(1, end - 1)).isPresent()
          && value.lastIndexOf(':', end) > 0; // brackets are for IPv6 alone
    }
    if (end > MAX_HOST) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      if (!Grammar.isAlphanumeric(c) && c != '-' && c != '.') {
        return false;
      }
    }
    String host = value.substring(0, end);
    return !endsInNumber(host) || IpLiteral.parse(host).isPresent();
  }

  /**
   * Whether resolvers read the host as an IPv4 address, in one of the many ways to write one
   * ({@code 127.1}, {@code 0x7f.1}, {@code 2130706433}). No top-level domain is a number, so that
   * only the usual way is a name.
   */
  private static boolean endsInNumber(String host) {
    int last = host.lastIndexOf('.', host.length() - 2) + 1;
    String label = host.substring(last, host.endsWith(".") ? host.length() - 1 : host.length());
    boolean hex = label.startsWith("0x") || label.startsWith("0X");
    return !label.isEmpty()
        && label.chars().skip(hex ? 2 : 0).allMatch(hex ? Grammar::isHex : Grammar::isDigit);
  }

  /**
   * Index after the host (after the closing bracket of an IPv6 literal), -1 for an unclosed
   * bracket.
   */
  private static int hostEnd(String value) {
    if (!value.isEmpty() && value.charAt(0) == '[') {
      int close = value.indexOf(']');
      return close < 0 ? -1 : close + 1;
    }
    int colon = value.indexOf(':');
    return colon < 0 ? value.length() : colon;
  }

  private static boolean isPort(String value, int colon) {
    int digits = value.length() - colon - 1;
    if (value.charAt(colon) != ':' || digits < 1 || digits > 5 || value.charAt(colon + 1) == '0') {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < value.length(); i++) {
      if (!Grammar.isDigit(value.charAt(i))) {
        return false;
      }
      port = port * 10 + (value.charAt(i) - '0');
    }
    return port >= 1 && port <= 65_535;
  }
}
