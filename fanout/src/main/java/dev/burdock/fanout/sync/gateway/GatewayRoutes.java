package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.StickyEventsRoute;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway before a homeserver: what carries sticky events is rewritten, the rest passes. */
public final class GatewayRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);
  private static final String CLIENT = "/_matrix/client";

  /** What Synapse takes of any request: 200 events. */
  public static final int MAX_BODY_BYTES = 200 * 65_536;

  private final Vertx vertx;
  private final SyncConfig config;
  private final StickyFeed feed;
  private final Upstream upstream;
  private final Callers callers;
  private final Clock clock;
  private final BodyBudget bodies;
  private final GatewaySyncs syncs;

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
    this.callers = new Callers(vertx, accounts);
    this.clock = clock;
    this.bodies = bodies;
    this.syncs =
        new GatewaySyncs(vertx, config, feed, upstream, callers, metrics, clock, places, handOver);
  }

  /** The router that serves them. */
  public Router router() {
    Router router = Router.router(vertx);
    router.get(CLIENT + "/v3/sync").handler(syncs::classic);
    router.get(CLIENT + "/r0/sync").handler(syncs::classic);
    Bodies read = new Bodies(bodies, MAX_BODY_BYTES, GatewayRoutes::tooLarge, Unanswered::tooMany);
    router
        .post(CLIENT + "/unstable/org.matrix.simplified_msc3575/sync")
        .handler(read)
        .handler(ctx -> syncs.sliding(ctx, false));
    router.post(CLIENT + "/v4/sync").handler(read).handler(ctx -> syncs.sliding(ctx, true));
    router.get(CLIENT + "/versions").handler(this::versions);
    router
        .get(StickyEventsRoute.PATH)
        .handler(
            new StickyEventsRoute(
                vertx, config, feed, clock, callers::userNow, callers.accounts()::ignored));
    router
        .put(CLIENT + "/:version/user/:userId/account_data/m.ignored_user_list")
        .handler(read)
        .handler(this::ignore);
    PassThrough rest = new PassThrough(upstream, callers::refused);
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

  /** A list of ignored users that the homeserver takes holds from now on (R16). */
  private void ignore(RoutingContext ctx) {
    Buffer body = Bodies.of(ctx);
    upstream
        .send(ctx.request(), ctx.request().uri(), body, 0, upstream.room(ctx))
        .answer()
        .onSuccess(
            answer -> {
              if (answer.ok()) {
                callers.accounts().replaceIgnored(ctx.pathParam("userId"), body.getBytes());
              } else if (answer.status() == 401) {
                callers.refused(ctx.request());
              }
              answer.relay(ctx.response());
            })
        .onFailure(failure -> Unanswered.answer(ctx, failure));
  }

  private void versions(RoutingContext ctx) {
    upstream
        .send(ctx.request(), ctx.request().uri(), Buffer.buffer(), 0, upstream.room(ctx))
        .answer()
        .onSuccess(
            answer -> (answer.ok() ? Versions.flagged(answer) : answer).relay(ctx.response()))
        .onFailure(failure -> Unanswered.answer(ctx, failure));
  }
}
