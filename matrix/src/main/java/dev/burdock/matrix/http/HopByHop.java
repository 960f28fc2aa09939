package dev.burdock.matrix.http;

import java.util.Locale;
import java.util.Set;

/**
 * Headers that belong to one connection and are not handed on (RFC 9110, 7.6.1), or that a body
 * that was replaced makes wrong.
 */
public final class HopByHop {
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

  /** Whether a header of this name is one of them, in any case. */
  public static boolean is(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
