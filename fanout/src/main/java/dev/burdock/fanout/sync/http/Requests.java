package dev.burdock.fanout.sync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What Matrix clients put into requests. */
public final class Requests {
  private static final String BEARER = "Bearer ";

  private Requests() {}

  /** The access token: in the header, or in the query as older clients do. */
  public static Optional<String> accessToken(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    return Optional.ofNullable(request.getParam("access_token"));
  }

  /** A time in ms that is not negative. */
  public static Optional<Long> timeoutMs(String text) {
    try {
      return Optional.of(Long.parseLong(text)).filter(value -> value >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
