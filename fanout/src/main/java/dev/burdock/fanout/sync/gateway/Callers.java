package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.fanout.sync.http.Requests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Who sends requests, as the homeserver says. */
final class Callers {
  private final Vertx vertx;
  private final Accounts accounts;

  Callers(Vertx vertx, Accounts accounts) {
    this.vertx = vertx;
    this.accounts = accounts;
  }

  /** Their accounts. */
  Accounts accounts() {
    return accounts;
  }

  /** Id of the user; fails with a {@link MatrixFailure} for a token that nobody has. */
  Future<String> user(HttpServerRequest request) {
    return user(request, accounts::user);
  }

  /** The same, and whom the user ignores, at this moment. */
  Future<String> userNow(HttpServerRequest request) {
    return user(request, accounts::userNow).compose(id -> ignored(request, id).map(all -> id));
  }

  /**
   * Who asks.
   *
   * @param ask by a token and whom it acts as
   */
  private Future<String> user(
      HttpServerRequest request, BiFunction<String, String, Future<String>> ask) {
    return Requests.accessToken(request)
        .map(token -> Bounded.within(vertx, Bounded.WHO_MS, ask.apply(token, actAs(request))))
        .orElseGet(() -> Future.failedFuture(new MatrixFailure(MatrixError.missingToken())));
  }

  /** Whom the user of a request ignores at this moment. */
  Future<Set<String>> ignored(HttpServerRequest request, String userId) {
    return accounts.askIgnored(userId, token(request), actAs(request));
  }

  /** The fields that the filter of a request names. */
  Future<Optional<Filters.Fields>> fields(HttpServerRequest request, String userId, String filter) {
    return accounts.filters().of(userId, token(request), actAs(request), filter);
  }

  /** The homeserver refused the token of a request, or may refuse it. */
  void refused(HttpServerRequest request) {
    Requests.accessToken(request).ifPresent(token -> accounts.forget(token, actAs(request)));
  }

  private static String token(HttpServerRequest request) {
    return Requests.accessToken(request).orElse("");
  }

  private static String actAs(HttpServerRequest request) {
    return request.getParam("user_id", "");
  }
}
