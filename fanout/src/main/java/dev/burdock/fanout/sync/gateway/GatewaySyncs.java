package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.http.Drain;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.Requests;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.metrics.SyncMetrics.RequestEnd;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The syncs of one event loop, each from its request to its answer. */
final class GatewaySyncs {
  /** Larger bodies are read on another thread, so that nobody waits for them. */
  private static final int LARGE_BODY_BYTES = 256 << 10;

  private final Vertx vertx;
  private final SyncConfig config;
  private final StickyFeed feed;
  private final Upstream upstream;
  private final Callers callers;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final Places places;
  private final HandOver handOver;
  private final HomeserverFeatures features;

  GatewaySyncs(
      Vertx vertx,
      SyncConfig config,
      StickyFeed feed,
      Upstream upstream,
      Callers callers,
      SyncMetrics metrics,
      Clock clock,
      Places places,
      HandOver handOver) {
    this.vertx = vertx;
    this.config = config;
    this.feed = feed;
    this.upstream = upstream;
    this.callers = callers;
    this.metrics = metrics;
    this.clock = clock;
    this.places = places;
    this.handOver = handOver;
    this.features = new HomeserverFeatures(clock);
  }

  /** A classic sync. */
  void classic(RoutingContext ctx) {
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

  /**
   * A sliding sync.
   *
   * @param inBody whether its position stands there
   */
  void sliding(RoutingContext ctx, boolean inBody) {
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
        upstream.send(
            ctx.request(), ctx.request().uri(), body, config.timeoutMaxMs(), upstream.room(ctx));
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
              Unanswered.answer(ctx, failure);
            });
  }

  private void run(RoutingContext ctx, SyncDialect dialect) {
    admitted(
        ctx,
        (user, place) ->
            whole(ctx.request(), dialect, user).onSuccess(asked -> run(ctx, asked, user, place)));
  }

  /** Lets a request on when its address and its user have a place. */
  private void admitted(RoutingContext ctx, BiConsumer<Future<String>, Places.Place> next) {
    Optional<Places.Place> place = places.take(ctx.request());
    if (place.isEmpty()) {
      Unanswered.tooMany(ctx);
      return;
    }
    ctx.addEndHandler(ended -> place.get().leave(RequestEnd.ABORTED));
    Future<String> user = here(callers.user(ctx.request()));
    user.onComplete(
        known -> {
          if (ctx.response().closed()) {
            return;
          }
          if (known.failed() || place.get().isFor(known.result())) {
            next.accept(user, place.get());
          } else {
            Unanswered.tooMany(ctx);
          }
        });
  }

  /** The request as it is to be asked when its filter names fields of events (R12). */
  private Future<SyncDialect> whole(
      HttpServerRequest request, SyncDialect dialect, Future<String> user) {
    String filter = request.getParam("filter", "");
    if (user.failed() || filter.isEmpty() || !(dialect instanceof ClassicSync)) {
      return Future.succeededFuture(dialect);
    }
    return here(callers.fields(request, user.result(), filter))
        .map(
            fields ->
                fields
                    .<SyncDialect>map(
                        named -> Projected.of(dialect, named.filter(), named.fields()))
                    .orElse(dialect));
  }

  private <T> Future<T> here(Future<T> anywhere) {
    return Future.fromCompletionStage(anywhere.toCompletionStage(), vertx.getOrCreateContext());
  }

  private void run(
      RoutingContext ctx, SyncDialect dialect, Future<String> user, Places.Place place) {
    Drain drain = places.drain();
    if (drain.hasBegun()) {
      ctx.response().putHeader("Connection", "close");
      call(ctx, new AtOnce(dialect), user, place);
      return;
    }
    SyncCall call = call(ctx, dialect, user, place);
    if (dialect.resumes() && dialect.timeoutMs() > 0) {
      Context context = vertx.getOrCreateContext();
      Runnable hurry = () -> context.runOnContext(now -> again(ctx, call, dialect, user, place));
      ctx.addEndHandler(ended -> drain.leave(hurry));
      drain.enter(hurry);
    }
  }

  /** Nobody waits any more: the homeserver is asked once more, not to wait (ADR 0100). */
  private void again(
      RoutingContext ctx,
      SyncCall waiting,
      SyncDialect dialect,
      Future<String> user,
      Places.Place place) {
    if (!ctx.response().ended() && !ctx.response().closed()) {
      waiting.cancel();
      run(ctx, dialect, user, place);
    }
  }

  private SyncCall call(
      RoutingContext ctx, SyncDialect dialect, Future<String> user, Places.Place place) {
    BodyBudget.Share room = upstream.room(ctx);
    StickyParts parts =
        new StickyParts(
            vertx,
            feed,
            callers.accounts(),
            id -> callers.ignored(ctx.request(), id),
            features,
            config.waits(),
            handOver,
            clock,
            dialect);
    SyncMerge merge = new SyncMerge(vertx, callers.accounts(), parts, features, dialect, room);
    SyncCall call =
        new SyncCall(
            vertx,
            upstream,
            ctx.request(),
            dialect,
            merge,
            config.waits(),
            config.burstWaitMs(),
            room);
    ctx.addEndHandler(ended -> call.cancel());
    boolean live = dialect.resumes();
    call.start(user)
        .onSuccess(
            answer -> {
              place.leave(RequestEnd.ANSWERED);
              if (answer.answer().status() == 401) {
                callers.refused(ctx.request());
              }
              count(answer, live);
              answer.answer().relay(ctx.response());
            })
        .onFailure(
            failure -> {
              place.leave(RequestEnd.UNAVAILABLE);
              Unanswered.answer(ctx, failure);
            });
    return call;
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
}
