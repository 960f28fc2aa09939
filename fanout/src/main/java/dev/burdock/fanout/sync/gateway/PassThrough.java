package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.http.proxy.Relay;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/**
 * Everything that the gateway does not answer itself, unread; only tokens of ours that come back in
 * the query ({@code /messages}, {@code /relations}, {@code /keys/changes}, {@code /members}) become
 * the homeserver's own again, and a sticky send has its duration under both names.
 */
final class PassThrough implements Handler<HttpServerRequest> {
  private static final Set<String> TOKENS = Set.of("from", "to", "at", "since", "pos");
  private static final String CLIENT = "/_matrix/client/";
  private static final String ROOMS = "/rooms/";
  private static final String SEND = "/send/";
  private static final long RETRY_AFTER_MS = 1_000;
  private static final int UNAUTHORIZED = 401;
  private static final int OK = 200;

  private final Relay relay;
  private final Handler<HttpServerRequest> refused;

  /**
   * What hands on.
   *
   * @param refused told of requests whose token the homeserver refused, or ended
   */
  PassThrough(Upstream upstream, Handler<HttpServerRequest> refused) {
    this.relay =
        upstream.relay(
            Unanswered::answer,
            request -> MatrixError.tooMany(RETRY_AFTER_MS).send(request.response()));
    this.refused = refused;
  }

  @Override
  public void handle(HttpServerRequest request) {
    relay
        .handle(request, withBothNames(unwrapped(request.uri())), request)
        .onSuccess(
            status -> {
              if (status == UNAUTHORIZED || (status == OK && endsToken(request))) {
                refused.handle(request);
              }
            });
  }

  private static boolean endsToken(HttpServerRequest request) {
    return request.path().endsWith("/logout") || request.path().endsWith("/logout/all");
  }

  static String unwrapped(String uri) {
    return WrappedToken.mayBeIn(uri)
        ? RawQuery.map(
            uri,
            (name, value) -> TOKENS.contains(name) ? WrappedToken.parse(value).upstream() : value)
        : uri;
  }

  /** The homeserver may know one of the names alone. */
  static String withBothNames(String uri) {
    if (!isSend(uri)) {
      return uri;
    }
    String unstable = RawQuery.value(uri, StickyNames.UNSTABLE.queryParameter());
    String stable = RawQuery.value(uri, StickyNames.STABLE.queryParameter());
    if ((unstable == null) == (stable == null)) {
      return uri;
    }
    return stable == null
        ? RawQuery.with(uri, StickyNames.STABLE.queryParameter(), unstable)
        : RawQuery.with(uri, StickyNames.UNSTABLE.queryParameter(), stable);
  }

  /** Whether it is {@code …/rooms/ROOM/send/…} with a query. */
  private static boolean isSend(String uri) {
    int query = uri.indexOf('?');
    int rooms = uri.indexOf(ROOMS, CLIENT.length());
    int room = rooms + ROOMS.length();
    return uri.startsWith(CLIENT)
        && rooms >= 0
        && query > room
        && uri.startsWith(SEND, uri.indexOf('/', room))
        && uri.indexOf('/', room) < query;
  }
}
