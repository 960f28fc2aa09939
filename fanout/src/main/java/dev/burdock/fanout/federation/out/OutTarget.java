package dev.burdock.fanout.federation.out;

import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.ServerName;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * What a request through the way out is for.
 *
 * @param uri path and query, as they were signed
 */
record OutTarget(ServerName destination, String uri) {
  /** The only scheme that is served, in absolute form. */
  static final String SCHEME = "matrix-federation";

  private static final String PREFIX = SCHEME + "://";
  private static final String SEND = "/_matrix/federation/v1/send/";

  /** Reads {@code matrix-federation://NAME/path?query}; empty for any other form. */
  static Optional<OutTarget> parse(String target) {
    int path = target.startsWith(PREFIX) ? target.indexOf('/', PREFIX.length()) : -1;
    if (path < 0) {
      return Optional.empty();
    }
    try {
      ServerName destination = ServerName.parse(target.substring(PREFIX.length(), path));
      return Optional.of(new OutTarget(destination, target.substring(path)));
    } catch (InvalidIdException e) {
      return Optional.empty();
    }
  }

  /** The id of the transaction, when the request sends one. */
  Optional<String> transaction(HttpMethod method) {
    if (!method.equals(HttpMethod.PUT) || !uri.startsWith(SEND)) {
      return Optional.empty();
    }
    String rest = uri.substring(SEND.length());
    String id = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    return id.isEmpty() || id.indexOf('/') >= 0 || id.indexOf('?') >= 0
        ? Optional.empty()
        : Optional.of(id);
  }
}
