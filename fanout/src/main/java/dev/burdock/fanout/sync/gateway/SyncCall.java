package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.http.LongPoll;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync through the gateway: waits for the homeserver and for sticky news side by side, and
 * answers with the homeserver's answer and our part in it (R31, ADR 0058). Lives on one context.
 */
final class SyncCall {
  private static final Logger LOG = LoggerFactory.getLogger(SyncCall.class);

  /** Larger answers are taken apart on another thread, so that nobody waits for them. */
  private static final int LARGE_BYTES = 256 << 10;

  /** How long the homeserver has to answer by itself once there is news, ms. */
  private static final long GRACE_MS = 100;

  /** How much longer than the client asked for the homeserver may take, ms. */
  private static final long SPARE_MS = 15_000;

  private final Vertx vertx;
  private final Context context;
  private final Upstream upstream;
  private final Accounts accounts;
  private final StickyFeed feed;
  private final Clock clock;
  private final HttpServerRequest request;
  private final SyncDialect dialect;
  private final BodyBudget.Share room;
  private final Promise<SyncResponse> result = Promise.promise();

  /** What there is for a user at once. */
  private record News(String user, Page page) {}

  private UpstreamRequest exchange;
  private LongPoll poll;
  private final List<Long> timers = new ArrayList<>();
  private boolean answering;
  private boolean done;

  SyncCall(
      Vertx vertx,
      Upstream upstream,
      Accounts accounts,
      StickyFeed feed,
      Clock clock,
      HttpServerRequest request,
      SyncDialect dialect,
      BodyBudget.Share room) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.upstream = upstream;
    this.accounts = accounts;
    this.feed = feed;
    this.clock = clock;
    this.request = request;
    this.dialect = dialect;
    this.room = room;
  }

  /**
   * Begins.
   *
   * @param user id of who asks; a failure leaves the sticky part out
   * @return fails when the homeserver cannot be reached; never completes once cancelled
   */
  Future<SyncResponse> start(Future<String> user) {
    if (dialect.resumes()) {
      after(dialect.timeoutMs() + SPARE_MS, this::giveUp);
    }
    Future.fromCompletionStage(user.toCompletionStage(), context)
        .compose(id -> newsAtOnce(id).map(page -> new News(id, page)))
        .onComplete(
            news -> askUpstream(news.user(), !news.page().items().isEmpty()),
            failure -> {
              if (!(failure instanceof MatrixFailure)) {
                LOG.warn("gateway: sync without its sticky part error={}", failure.toString());
              }
              askUpstream(null, false);
            });
    return result.future();
  }

  /** Ends it without an answer; the homeserver stops waiting too. */
  void cancel() {
    done = true;
    timers.forEach(vertx::cancelTimer);
    if (poll != null) {
      poll.cancel();
    }
    if (exchange != null) {
      exchange.cancel();
    }
  }

  private Future<Page> newsAtOnce(String user) {
    return new LongPoll(vertx, feed, question(user)).start(0);
  }

  private StickyFeed.Question question(String user) {
    return new StickyFeed.Question(
        user, dialect.since(), dialect::asksFor, item -> notIgnored(user, item), dialect.limit());
  }

  private boolean notIgnored(String user, StickyItem item) {
    return !accounts.ignored(user).contains(item.sender());
  }

  /** Asks the homeserver; a user without news waits for some meanwhile. */
  private void askUpstream(String user, boolean news) {
    if (done) {
      return;
    }
    boolean waits = dialect.resumes() && dialect.timeoutMs() > 0;
    exchange(user, waits && news);
    if (waits && !news && user != null) {
      poll = new LongPoll(vertx, feed, question(user));
      poll.start(dialect.timeoutMs())
          .onSuccess(page -> told(user, page))
          .onFailure(failure -> LOG.warn("gateway: no wait for news error={}", failure.toString()));
    }
  }

  private void exchange(String user, boolean atOnce) {
    UpstreamRequest asked =
        upstream.send(
            request, dialect.uri(atOnce), dialect.body(atOnce), dialect.timeoutMs(), room);
    exchange = asked;
    asked
        .answer()
        .onComplete(
            answer -> {
              if (asked == exchange) {
                answered(user, answer);
              }
            },
            failure -> {
              if (asked == exchange) {
                end(() -> result.fail(failure));
              }
            });
  }

  /**
   * News came first. The homeserver, which usually has the event as well and answers by itself, is
   * asked once more when it does not: no answer is without its part (R31).
   */
  private void told(String user, Page page) {
    if (!done && !page.items().isEmpty()) {
      after(GRACE_MS, () -> askAgain(user));
    }
  }

  private void askAgain(String user) {
    if (!answering) {
      UpstreamRequest waiting = exchange;
      exchange(user, true);
      waiting.cancel();
    }
  }

  private void after(long ms, Runnable action) {
    timers.add(
        vertx.setTimer(
            ms,
            fired -> {
              if (!done) {
                action.run();
              }
            }));
  }

  private void answered(String user, UpstreamResponse answer) {
    if (done) {
      return;
    }
    answering = true;
    if (poll != null) {
      poll.cancel();
    }
    if (!answer.ok()) {
      end(() -> result.complete(SyncResponse.of(answer)));
      return;
    }
    inTurn(answer, () -> JsonSpan.of(answer.decoded(room)))
        .compose(root -> user == null ? kept(answer, root) : merged(user, answer, root))
        .recover(failure -> asItCame(answer, failure))
        .onComplete(
            edited -> {
              room.shrink(edited.answer().body().length());
              end(() -> result.complete(edited));
            },
            failure -> end(() -> result.fail(failure)));
  }

  private Future<SyncResponse> merged(String user, UpstreamResponse answer, JsonSpan root) {
    return inTurn(answer, () -> dialect.read(root))
        .compose(
            summary -> {
              summary.ignored().ifPresent(all -> accounts.setIgnored(user, all));
              return new LongPoll(vertx, feed, question(user).wanting(summary::wants))
                  .start(0)
                  .map(page -> page.beside(summary.sticky(), clock.millis()));
            })
        .compose(
            page ->
                inTurn(answer, () -> answer.with(dialect.merge(root, page, clock.millis())))
                    .map(merged -> SyncResponse.of(merged).holding(page)))
        .recover(
            failure -> {
              Fatal.tell(failure);
              LOG.warn("gateway: answer without its sticky part error={}", failure.toString());
              return kept(answer, root);
            });
  }

  private Future<SyncResponse> kept(UpstreamResponse answer, JsonSpan root) {
    return inTurn(answer, () -> SyncResponse.of(answer.with(dialect.keep(root))));
  }

  /** What is not what was expected is not changed. */
  private static Future<SyncResponse> asItCame(UpstreamResponse answer, Throwable failure) {
    LOG.warn("gateway: answer handed on as it came reason={}", failure.toString());
    return failure instanceof InvalidJsonException || failure instanceof UncheckedIOException
        ? Future.succeededFuture(SyncResponse.of(answer))
        : Future.failedFuture(failure);
  }

  private void giveUp() {
    end(() -> result.fail("no answer within the client's timeout and " + SPARE_MS + " ms"));
  }

  private <T> Future<T> inTurn(UpstreamResponse answer, Callable<T> work) {
    if (answer.plainBytes() > LARGE_BYTES) {
      return vertx.executeBlocking(work, false);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private void end(Runnable last) {
    if (!done) {
      cancel();
      last.run();
    }
  }
}
