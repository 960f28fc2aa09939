package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.matrix.json.JsonEdits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unexpired sticky events of one room, page by page, outside of sync. An addition of ours to
 * MSC4354: {@code from} is a token of a sync, or the {@code end} of the page before; without it the
 * room's oldest come first. {@code {"events":[…],"end":"…"}}, the token only while more is there.
 */
public final class StickyEventsRoute implements Handler<RoutingContext> {
  public static final String PATH =
      "/_matrix/client/unstable/org.matrix.msc4354/rooms/:roomId/sticky_events";

  private static final Logger LOG = LoggerFactory.getLogger(StickyEventsRoute.class);
  private static final long RETRY_AFTER_MS = 1_000;

  private final Vertx vertx;
  private final SyncConfig config;
  private final StickyFeed feed;
  private final Clock clock;
  private final Function<HttpServerRequest, Future<String>> users;
  private final Function<String, Set<String>> ignored;
  private final StickyJson json;

  /**
   * The route.
   *
   * @param users tells who asks; fails with a {@link MatrixFailure} for nobody
   * @param ignored whom a user ignores
   */
  public StickyEventsRoute(
      Vertx vertx,
      SyncConfig config,
      StickyFeed feed,
      Clock clock,
      Function<HttpServerRequest, Future<String>> users,
      Function<String, Set<String>> ignored) {
    this.vertx = vertx;
    this.config = config;
    this.feed = feed;
    this.clock = clock;
    this.users = users;
    this.ignored = ignored;
    this.json = new StickyJson(config.names());
  }

  @Override
  public void handle(RoutingContext ctx) {
    String room = ctx.pathParam("roomId");
    String limit = ctx.request().getParam("limit", Integer.toString(config.limit()));
    Optional<Long> wanted = Requests.timeoutMs(limit).filter(number -> number > 0);
    if (wanted.isEmpty()) {
      MatrixError.invalidParam("limit", limit, "a number, at least 1").send(ctx.response());
      return;
    }
    int size = (int) Math.min(config.limit(), wanted.get());
    String from = WrappedToken.parse(ctx.request().getParam("from", "")).sticky();
    String token = from.isEmpty() ? ctx.request().getParam("from", "") : from;
    Context context = vertx.getOrCreateContext();
    Future.fromCompletionStage(users.apply(ctx.request()).toCompletionStage(), context)
        .compose(user -> page(user, room, token, size))
        .onSuccess(
            page ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Access-Control-Allow-Origin", "*")
                    .end(body(page)))
        .onFailure(failure -> refuse(ctx, failure));
  }

  private Future<Page> page(String user, String room, String token, int size) {
    return Future.fromCompletionStage(feed.session(user), vertx.getOrCreateContext())
        .compose(
            session -> {
              MarkedMembership membership = session.rooms().get(room);
              if (membership == null || !membership.joined()) {
                return Future.failedFuture(new MatrixFailure(MatrixError.notJoined()));
              }
              StickyFeed.Question question =
                  new StickyFeed.Question(
                      user,
                      feed.token(token),
                      room::equals,
                      Wanted.only(item -> !ignored.apply(user).contains(item.sender())),
                      size);
              return new LongPoll(vertx, feed, question).start(0);
            });
  }

  private Buffer body(Page page) {
    Buffer events = json.section(page.items(), clock.millis());
    return page.more()
        ? events
            .slice(0, events.length() - 1)
            .copy()
            .appendString(",\"end\":")
            .appendBytes(JsonEdits.quoted(TokenCodec.encode(page.next())))
            .appendString("}")
        : events;
  }

  private static void refuse(RoutingContext ctx, Throwable failure) {
    if (failure instanceof MatrixFailure known) {
      known.error().send(ctx.response());
    } else {
      LOG.warn("sync: room cannot be read error={}", failure.toString());
      MatrixError.unavailable(RETRY_AFTER_MS).send(ctx.response());
    }
  }
}
