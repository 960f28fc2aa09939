package dev.burdock.fanout.sync.gateway;

import java.util.Locale;
import java.util.Set;

/**
 * Headers that belong to one connection and are not handed on (RFC 9110, 7.6.1), or that a body
 * that was replaced makes wrong.
 */
final class HopByHop {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  static boolean is(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
