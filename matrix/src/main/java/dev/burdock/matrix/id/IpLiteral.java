package dev.burdock.matrix.id;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Reads IP address literals without ever asking DNS. IPv4 octets have no leading zeros, which some
 * read as octal.
 */
public final class IpLiteral {
  private static final int MAX_LENGTH = 45;

  private IpLiteral() {}

  /**
   * The address that the text spells, or empty if it is no IP literal.
   *
   * @param text {@code 192.0.2.1} or {@code 2001:db8::1}; no brackets, port or zone
   */
  public static Optional<InetAddress> parse(String text) {
    if (text.length() > MAX_LENGTH || !(isIpv4(text) || looksLikeIpv6(text))) {
      return Optional.empty();
    }
    try {
      // A text with a colon, or four decimal octets, is read as a literal and never looked up.
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isIpv4(String text) {
    int octets = 0;
    int digits = 0;
    int value = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        if (digits == 0 || value > 255 || (digits > 1 && text.charAt(i - digits) == '0')) {
          return false;
        }
        octets++;
        digits = 0;
        value = 0;
      } else if (Grammar.isDigit(text.charAt(i)) && digits < 3) {
        digits++;
        value = value * 10 + (text.charAt(i) - '0');
      } else {
        return false;
      }
    }
    return octets == 4;
  }

  private static boolean looksLikeIpv6(String text) {
    return text.indexOf(':') >= 0
        && text.chars().allMatch(c -> Grammar.isHex(c) || c == ':' || c == '.');
  }
}
