package dev.burdock.http.proxy;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The headers that are handed on: all but those of one connection (RFC 9110, 7.6.1). */
public final class EndToEnd {
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private EndToEnd() {}

  /** A copy without the headers of the connection, those included that {@code Connection} names. */
  public static MultiMap of(MultiMap headers) {
    Set<String> left = new HashSet<>(OF_ONE_CONNECTION);
    headers.getAll("Connection").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .forEach(left::add);
    MultiMap kept = MultiMap.caseInsensitiveMultiMap();
    headers.forEach(
        (name, value) -> {
          if (!left.contains(name.toLowerCase(Locale.ROOT))) {
            kept.add(name, value);
          }
        });
    return kept;
  }
}
