package dev.burdock.http.proxy;

import dev.burdock.http.domain.Clients;
import dev.burdock.http.server.Peers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The headers of a request as they are handed on: end to end, and with one address of the client
 * and the scheme that it used, found out by ourselves. What a client says of itself is left out
 * unless a proxy of ours says it.
 */
public final class Forwarding {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** A proxy that does not say it ends TLS: so do homeservers take it. */
  private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

  /** What homeservers and proxies read of where a request came from. */
  private static final List<String> CLAIMS =
      List.of(
          "Forwarded",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix",
          FORWARDED_PROTO,
          "X-Forwarded-Scheme",
          "X-Forwarded-Server",
          "X-Client-IP",
          "X-Original-URL",
          "X-Real-IP",
          "X-Rewrite-URL",
          "True-Client-IP");

  private Forwarding() {}

  /** The headers to send, without {@code Host}. */
  public static MultiMap headers(HttpServerRequest request, Clients clients) {
    MultiMap headers = EndToEnd.of(request.headers()).remove("Host");
    boolean proxied = clients.isProxy(Peers.peer(request));
    if (!proxied) {
      CLAIMS.forEach(headers::remove);
    }
    if (!headers.contains(FORWARDED_PROTO)) {
      headers.set(FORWARDED_PROTO, proxied ? "https" : request.scheme());
    }
    return headers.set(FORWARDED_FOR, Peers.address(request, clients));
  }
}
