package dev.burdock.http.server;

import dev.burdock.http.domain.Clients;
import io.vertx.core.http.HttpServerRequest;

/** The addresses that requests come from. */
public final class Peers {
  private static final String UNKNOWN = "unknown";

  private Peers() {}

  /** The address of the client, behind the proxies of ours. */
  public static String address(HttpServerRequest request, Clients clients) {
    return clients.address(peer(request), request.headers().getAll("X-Forwarded-For"));
  }

  /** The address of the connection. */
  public static String peer(HttpServerRequest request) {
    return request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
        ? UNKNOWN
        : request.remoteAddress().hostAddress();
  }
}
