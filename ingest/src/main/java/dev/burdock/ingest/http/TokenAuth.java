package dev.burdock.ingest.http;

import dev.burdock.ingest.config.Token;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets requests with the right token pass, in {@code Authorization: Bearer} or the query's {@code
 * access_token}; others get 401 {@code M_MISSING_TOKEN} or 403 {@code M_FORBIDDEN}.
 */
final class TokenAuth implements Handler<RoutingContext> {
  private static final String SCHEME = "Bearer ";

  private final Token token;

  TokenAuth(Token token) {
    this.token = token;
  }

  @Override
  public void handle(RoutingContext context) {
    String presented = presented(context);
    if (presented == null) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      MatrixErrors.send(context, 401, "M_MISSING_TOKEN", "access token: missing");
    } else if (token.matches(presented)) {
      context.next();
    } else {
      MatrixErrors.send(context, 403, "M_FORBIDDEN", "access token: wrong");
    }
  }

  private static String presented(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header == null) {
      return context.request().getParam("access_token");
    }
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }
}
