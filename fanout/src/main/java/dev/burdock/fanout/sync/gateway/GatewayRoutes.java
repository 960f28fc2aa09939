package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.Requests;
import dev.burdock.fanout.sync.http.StickyEventsRoute;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.metrics.SyncMetrics.RequestEnd;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.client.NoRoomException;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway before a homeserver: what carries sticky events is rewritten, the rest passes. */
public final class GatewayRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);
  private static final String CLIENT = "/_matrix/client";
  private static final long RETRY_AFTER_MS = 1_000;

  /** What Synapse takes of any request: 200 events. */
  public static final int MAX_BODY_BYTES = 200 * 65_536;

  /** Larger bodies are read on another thread, so that nobody waits for them. */
  private static final int LARGE_BODY_BYTES = 256 << 10;

  private final Vertx vertx;
  private final SyncConfig config;
  private final StickyFeed feed;
  private final Upstream upstream;
  private final Accounts accounts;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final Places places;
  private final BodyBudget bodies;
  private final HandOver handOver;
  private final HomeserverFeatures features;

  /**
   * Routes of one event loop.
   *
   * @param places requests under way, shared by all event loops
   * @param bodies the bodies of those, likewise
   * @param handOver told of what only the homeserver tells, likewise
   */
  public GatewayRoutes(
      Vertx vertx,
      SyncConfig config,
      StickyFeed feed,
      Upstream upstream,
      Accounts accounts,
      SyncMetrics metrics,
      Clock clock,
      Places places,
      BodyBudget bodies,
      HandOver handOver) {
    this.vertx = vertx;
    this.config = config;
    this.feed = feed;
    this.upstream = upstream;
    this.accounts = accounts;
    this.metrics = metrics;
    this.clock = clock;
    this.places = places;
    this.bodies = bodies;
    this.handOver = handOver;
    this.features = new HomeserverFeatures(clock);
  }

  /** The router that serves them. */
  public Router router() {
    Router router = Router.router(vertx);
    router.get(CLIENT + "/v3/sync").handler(this::classic);
    router.get(CLIENT + "/r0/sync").handler(this::classic);
    Bodies read =
        new Bodies(bodies, MAX_BODY_BYTES, GatewayRoutes::tooLarge, GatewayRoutes::tooMany);
    router
        .post(CLIENT + "/unstable/org.matrix.simplified_msc3575/sync")
        .handler(read)
        .handler(ctx -> sliding(ctx, false));
    router.post(CLIENT + "/v4/sync").handler(read).handler(ctx -> sliding(ctx, true));
    router.get(CLIENT + "/versions").handler(this::versions);
    router
        .get(StickyEventsRoute.PATH)
        .handler(
            new StickyEventsRoute(vertx, config, feed, clock, this::userNow, accounts::ignored));
    router
        .put(CLIENT + "/:version/user/:userId/account_data/m.ignored_user_list")
        .handler(read)
        .handler(this::ignore);
    PassThrough rest = new PassThrough(upstream, this::refused);
    router.route(CLIENT + "/*").handler(ctx -> rest.handle(ctx.request()));
    router.route("/_matrix/media/*").handler(ctx -> rest.handle(ctx.request()));
    router.route("/.well-known/matrix/client").handler(ctx -> rest.handle(ctx.request()));
    router.route().last().handler(ctx -> MatrixError.unrecognized().send(ctx.response()));
    router.route().failureHandler(GatewayRoutes::fail);
    return router;
  }

  private static void fail(RoutingContext ctx) {
    if (ctx.statusCode() >= 400 && ctx.statusCode() < 500) {
      MatrixError.malformed(ctx.statusCode()).send(ctx.response());
      return;
    }
    Fatal.tell(ctx.failure());
    LOG.error("gateway: request failed path={}", ctx.request().path(), ctx.failure());
    MatrixError.internal().send(ctx.response());
  }

  private static void tooLarge(RoutingContext ctx) {
    MatrixError.of(413, "M_TOO_LARGE", "The body is too large").send(ctx.response());
  }

  /** Who asks, as the homeserver says at this moment. */
  private Future<String> userNow(HttpServerRequest request) {
    return user(request, accounts::userNow);
  }

  /** The homeserver refused the token of a request, or may refuse it. */
  private void refused(HttpServerRequest request) {
    Requests.accessToken(request).ifPresent(token -> accounts.forget(token, actAs(request)));
  }

  private Future<String> user(HttpServerRequest request) {
    return user(request, accounts::user);
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

  private static String actAs(HttpServerRequest request) {
    return request.getParam("user_id", "");
  }

  /** A list of ignored users that the homeserver takes holds from now on (R16). */
  private void ignore(RoutingContext ctx) {
    Buffer body = Bodies.of(ctx);
    upstream
        .send(ctx.request(), ctx.request().uri(), body, 0, room(ctx))
        .answer()
        .onSuccess(
            answer -> {
              if (answer.ok()) {
                accounts.replaceIgnored(ctx.pathParam("userId"), body.getBytes());
              } else if (answer.status() == 401) {
                refused(ctx.request());
              }
              answer.relay(ctx.response());
            })
        .onFailure(failure -> unreachable(ctx, failure));
  }

  private void versions(RoutingContext ctx) {
    upstream
        .send(ctx.request(), ctx.request().uri(), Buffer.buffer(), 0, room(ctx))
        .answer()
        .onSuccess(
            answer -> (answer.ok() ? Versions.flagged(answer) : answer).relay(ctx.response()))
        .onFailure(failure -> unreachable(ctx, failure));
  }

  private void classic(RoutingContext ctx) {
    String since = ctx.request().getParam("since", "");
    WrappedToken token = WrappedToken.parse(since);
    long timeoutMs = Requests.timeoutMs(ctx.request().getParam("timeout", "0")).orElse(0L);
    run(
        ctx,
        new ClassicSync(
            ctx.request().uri(),
            token,
            feed.token(token.sticky()),
            bounded(timeoutMs),
            config.limit(),
            config.names()));
  }

  private void sliding(RoutingContext ctx, boolean inBody) {
    Buffer body = Bodies.of(ctx);
    if (body.length() < LARGE_BODY_BYTES) {
      sliding(ctx, body, SlidingRequest.read(ctx.request(), body, inBody, config.limit()));
    } else {
      vertx
          .executeBlocking(
              () -> SlidingRequest.read(ctx.request(), body, inBody, config.limit()), false)
          .onSuccess(request -> sliding(ctx, body, request))
          .onFailure(ctx::fail);
    }
  }

  private void sliding(RoutingContext ctx, Buffer body, Optional<SlidingRequest> request) {
    if (request.isEmpty()) {
      relay(ctx, body);
      return;
    }
    run(
        ctx,
        new SlidingSync(
            ctx.request().uri(),
            request.get().bounded(config.timeoutMaxMs()),
            feed.token(request.get().token().sticky())));
  }

  private long bounded(long timeoutMs) {
    return Math.min(timeoutMs, config.timeoutMaxMs());
  }

  /** A sliding sync that asks for no sticky events waits like any other. */
  private void relay(RoutingContext ctx, Buffer body) {
    admitted(ctx, (user, place) -> relay(ctx, body, place));
  }

  private void relay(RoutingContext ctx, Buffer body, Places.Place place) {
    UpstreamRequest exchange =
        upstream.send(ctx.request(), ctx.request().uri(), body, config.timeoutMaxMs(), room(ctx));
    ctx.addEndHandler(ended -> exchange.cancel());
    exchange
        .answer()
        .onSuccess(
            answer -> {
              place.leave(RequestEnd.ANSWERED);
              answer.relay(ctx.response());
            })
        .onFailure(
            failure -> {
              place.leave(RequestEnd.UNAVAILABLE);
              unreachable(ctx, failure);
            });
  }

  private void run(RoutingContext ctx, SyncDialect dialect) {
    admitted(ctx, (user, place) -> run(ctx, dialect, user, place));
  }

  /** Lets a request on when its address and its user have a place. */
  private void admitted(RoutingContext ctx, BiConsumer<Future<String>, Places.Place> next) {
    Optional<Places.Place> place = places.take(ctx.request());
    if (place.isEmpty()) {
      tooMany(ctx);
      return;
    }
    ctx.addEndHandler(ended -> place.get().leave(RequestEnd.ABORTED));
    Future<String> user =
        Future.fromCompletionStage(
            user(ctx.request()).toCompletionStage(), vertx.getOrCreateContext());
    user.onComplete(
        known -> {
          if (ctx.response().closed()) {
            return;
          }
          if (known.failed() || place.get().isFor(known.result())) {
            next.accept(user, place.get());
          } else {
            tooMany(ctx);
          }
        });
  }

  private static void tooMany(RoutingContext ctx) {
    MatrixError.tooMany(RETRY_AFTER_MS).send(ctx.response());
  }

  private void run(
      RoutingContext ctx, SyncDialect dialect, Future<String> user, Places.Place place) {
    BodyBudget.Share room = room(ctx);
    SyncMerge merge =
        new SyncMerge(
            vertx, accounts, feed, features, config.waits(), handOver, clock, dialect, room);
    SyncCall call =
        new SyncCall(vertx, upstream, ctx.request(), dialect, merge, config.waits(), room);
    ctx.addEndHandler(ended -> call.cancel());
    boolean live = dialect.resumes();
    call.start(user)
        .onSuccess(
            answer -> {
              place.leave(RequestEnd.ANSWERED);
              if (answer.answer().status() == 401) {
                refused(ctx.request());
              }
              count(answer, live);
              answer.answer().relay(ctx.response());
            })
        .onFailure(
            failure -> {
              place.leave(RequestEnd.UNAVAILABLE);
              unreachable(ctx, failure);
            });
  }

  private void count(SyncResponse answer, boolean live) {
    long now = clock.millis();
    answer
        .items()
        .forEach(
            item ->
                metrics.delivered(
                    live, Duration.ofMillis(Math.max(0, now - item.key().decidedTs()))));
  }

  /** The room of the answers to a request, until that has ended. */
  private BodyBudget.Share room(RoutingContext ctx) {
    BodyBudget.Share room = upstream.room(ctx.request());
    ctx.addEndHandler(ended -> room.give());
    return room;
  }

  private static void unreachable(RoutingContext ctx, Throwable failure) {
    if (ctx.response().closed()) {
      return;
    }
    if (failure instanceof MatrixFailure known) {
      LOG.warn("gateway: homeserver does not answer status={}", known.error().status());
      known.error().send(ctx.response());
      return;
    }
    if (failure instanceof NoRoomException) {
      MatrixError.unavailable(RETRY_AFTER_MS).send(ctx.response());
      return;
    }
    Fatal.tell(failure);
    LOG.warn("gateway: homeserver cannot be reached error={}", failure.toString());
    Unanswered.answer(ctx.request(), failure);
  }
}
