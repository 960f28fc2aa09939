package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.metrics.SyncMetrics.RequestEnd;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /sync} in embedded mode: the sticky sections alone, for configured access tokens. */
public final class SyncRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SyncRoutes.class);
  private static final long RETRY_AFTER_MS = 1_000;
  private static final String VERSIONS =
      "{\"versions\":[\"v1.11\"],\"unstable_features\":{\"org.matrix.msc4354\":true}}";

  private final Vertx vertx;
  private final SyncConfig config;
  private final StickyFeed feed;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final Places places;
  private final EmbeddedResponse responses;

  /**
   * Routes of one event loop.
   *
   * @param places requests under way, shared by all event loops
   */
  public SyncRoutes(
      Vertx vertx,
      SyncConfig config,
      StickyFeed feed,
      SyncMetrics metrics,
      Clock clock,
      Places places) {
    this.vertx = vertx;
    this.config = config;
    this.feed = feed;
    this.metrics = metrics;
    this.clock = clock;
    this.places = places;
    this.responses = new EmbeddedResponse(config.names());
  }

  /** The router that serves them. */
  public Router router() {
    Router router = Router.router(vertx);
    router.route().handler(SyncRoutes::allowOtherOrigins);
    router.get("/_matrix/client/versions").handler(SyncRoutes::versions);
    router.get("/_matrix/client/v3/sync").handler(this::sync);
    router.get("/_matrix/client/r0/sync").handler(this::sync);
    router
        .get(StickyEventsRoute.PATH)
        .handler(new StickyEventsRoute(vertx, config, feed, clock, this::user, user -> Set.of()));
    router.route().last().handler(ctx -> MatrixError.unrecognized().send(ctx.response()));
    router.route().failureHandler(SyncRoutes::fail);
    return router;
  }

  private static void allowOtherOrigins(RoutingContext ctx) {
    ctx.response()
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
        .putHeader(
            "Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization, Date");
    if (ctx.request().method().equals(HttpMethod.OPTIONS)) {
      ctx.response().setStatusCode(204).end();
    } else {
      ctx.next();
    }
  }

  private static void versions(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(VERSIONS);
  }

  private static void fail(RoutingContext ctx) {
    if (ctx.statusCode() >= 400 && ctx.statusCode() < 500) {
      MatrixError.malformed(ctx.statusCode()).send(ctx.response());
      return;
    }
    Fatal.tell(ctx.failure());
    LOG.error("sync: request failed path={}", ctx.request().path(), ctx.failure());
    MatrixError.internal().send(ctx.response());
  }

  private void sync(RoutingContext ctx) {
    Optional<String> accessToken = Requests.accessToken(ctx.request());
    if (accessToken.isEmpty()) {
      refuse(ctx, MatrixError.missingToken());
      return;
    }
    Optional<String> user = config.users().user(accessToken.get());
    if (user.isEmpty()) {
      refuse(ctx, MatrixError.unknownToken());
      return;
    }
    String timeout = ctx.request().getParam("timeout", "0");
    Optional<Long> timeoutMs = Requests.timeoutMs(timeout);
    if (timeoutMs.isEmpty()) {
      refuse(ctx, MatrixError.invalidParam("timeout", timeout, "milliseconds, at least 0"));
      return;
    }
    answer(ctx, user.get(), timeoutMs.get());
  }

  private Future<String> user(HttpServerRequest request) {
    return Requests.accessToken(request)
        .map(
            token ->
                config
                    .users()
                    .user(token)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> failed(MatrixError.unknownToken())))
        .orElseGet(() -> failed(MatrixError.missingToken()));
  }

  private static Future<String> failed(MatrixError error) {
    return Future.failedFuture(new MatrixFailure(error));
  }

  private void answer(RoutingContext ctx, String userId, long timeoutMs) {
    Optional<Places.Place> place = places.take(ctx.request());
    if (place.isEmpty() || !place.get().isFor(userId)) {
      MatrixError.tooMany(RETRY_AFTER_MS).send(ctx.response());
      return;
    }
    String since = ctx.request().getParam("since");
    SyncToken token = feed.token(since == null ? "" : since);
    LongPoll poll =
        new LongPoll(
            vertx,
            feed,
            new StickyFeed.Question(userId, token, room -> true, Wanted.ALL, config.limit()));
    HttpServerResponse response = ctx.response();
    Drain drain = places.drain();
    Context context = vertx.getOrCreateContext();
    Runnable hurry = () -> context.runOnContext(now -> poll.hurry());
    ctx.addEndHandler(ended -> drain.leave(hurry));
    response.closeHandler(
        closed -> {
          poll.cancel();
          place.get().leave(RequestEnd.ABORTED);
        });
    poll.start(since == null ? 0 : Math.min(timeoutMs, config.timeoutMaxMs()))
        .onSuccess(
            page -> {
              place.get().leave(RequestEnd.ANSWERED);
              send(response, page, since != null);
            })
        .onFailure(
            failure -> {
              LOG.warn("sync: rooms cannot be read error={}", failure.toString());
              place.get().leave(RequestEnd.UNAVAILABLE);
              MatrixError.unavailable(RETRY_AFTER_MS).send(response);
            });
    drain.enter(hurry);
  }

  private void send(HttpServerResponse response, Page page, boolean live) {
    long now = clock.millis();
    page.items()
        .forEach(
            item ->
                metrics.delivered(
                    live, Duration.ofMillis(Math.max(0, now - item.key().decidedTs()))));
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, must-revalidate")
        .end(responses.body(page, now));
  }

  private void refuse(RoutingContext ctx, MatrixError error) {
    metrics.request(RequestEnd.REFUSED);
    error.send(ctx.response());
  }
}
