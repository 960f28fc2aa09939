package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The gateway for leaving Burdock: everything passes, only tokens of ours become the homeserver's
 * own again wherever they come back (ADR 0098). After one answer a client has none any more.
 */
public final class UnwrapRoutes {
  private static final String CLIENT = "/_matrix/client";
  private static final long LONGEST_WAIT_MS = 600_000;

  /** Paths of sliding sync, whose bodies carry tokens. */
  private static final List<String> SLIDING =
      List.of(
          CLIENT + "/unstable/org.matrix.simplified_msc3575/sync",
          CLIENT + "/unstable/org.matrix.msc4525/sync",
          CLIENT + "/v4/sync");

  private final Vertx vertx;
  private final Upstream upstream;
  private final BodyBudget bodies;

  /** Routes of one event loop. */
  public UnwrapRoutes(Vertx vertx, Upstream upstream, BodyBudget bodies) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.bodies = bodies;
  }

  /** The router that serves them. */
  public Router router() {
    Router router = Router.router(vertx);
    Bodies read =
        new Bodies(
            bodies, GatewayRoutes.MAX_BODY_BYTES, UnwrapRoutes::tooLarge, Unanswered::tooMany);
    SLIDING.forEach(path -> router.post(path).handler(read).handler(this::sliding));
    PassThrough rest = new PassThrough(upstream, refused -> {});
    for (String prefix : List.of(CLIENT + "/*", "/_matrix/media/*", "/.well-known/matrix/client")) {
      router.route(prefix).handler(ctx -> rest.handle(ctx.request()));
    }
    router.route().last().handler(ctx -> MatrixError.unrecognized().send(ctx.response()));
    return router;
  }

  private void sliding(RoutingContext ctx) {
    UpstreamRequest exchange =
        upstream.send(
            ctx.request(),
            PassThrough.unwrapped(ctx.request().uri()),
            UnwrappedBody.of(Bodies.of(ctx)),
            LONGEST_WAIT_MS,
            upstream.room(ctx));
    ctx.addEndHandler(ended -> exchange.cancel());
    exchange
        .answer()
        .onSuccess(answer -> answer.relay(ctx.response()))
        .onFailure(failure -> Unanswered.answer(ctx, failure));
  }

  private static void tooLarge(RoutingContext ctx) {
    MatrixError.of(413, "M_TOO_LARGE", "The body is too large").send(ctx.response());
  }
}
