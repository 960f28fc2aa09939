package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.GatewayWaits;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.http.LongPoll;
import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.http.server.BodyBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync through the gateway: waits for the homeserver and for sticky news side by side. News
 * gives the homeserver a moment and then asks it again, not to wait; the answer is always one of
 * the homeserver's with our part in it (R31, ADR 93). Lives on one context.
 */
final class SyncCall {
  private static final Logger LOG = LoggerFactory.getLogger(SyncCall.class);
  private static final long FIRST_PAUSE_MS = 25;
  private static final long LONGEST_PAUSE_MS = 400;

  private final Vertx vertx;
  private final Context context;
  private final Upstream upstream;
  private final HttpServerRequest request;
  private final SyncDialect dialect;
  private final SyncMerge merge;
  private final GatewayWaits waits;
  private final BodyBudget.Share room;
  private final BurstHold hold;
  private final Promise<SyncResponse> result = Promise.promise();
  private final List<UpstreamRequest> open = new ArrayList<>();
  private final List<Long> timers = new ArrayList<>();

  /**
   * What the homeserver answered.
   *
   * @param atOnce whether it was asked not to wait, because of news
   */
  private record Answer(UpstreamResponse response, boolean atOnce) {}

  private String user;
  private LongPoll poll;
  private Answer waiting;
  private SyncMerge.Merged held;
  private boolean merging;
  private boolean lagOver;
  private long pauseMs = FIRST_PAUSE_MS;
  private boolean done;

  SyncCall(
      Vertx vertx,
      Upstream upstream,
      HttpServerRequest request,
      SyncDialect dialect,
      SyncMerge merge,
      GatewayWaits waits,
      long burstWaitMs,
      BodyBudget.Share room) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.upstream = upstream;
    this.request = request;
    this.dialect = dialect;
    this.merge = merge;
    this.waits = waits;
    this.hold = new BurstHold(burstWaitMs);
    this.room = room;
  }

  /**
   * Begins.
   *
   * @param account id of who asks; a failure leaves the sticky part out
   * @return fails when the homeserver cannot be reached, or with a {@link MatrixFailure} when it
   *     does not answer in time; never completes once cancelled
   */
  Future<SyncResponse> start(Future<String> account) {
    if (dialect.resumes()) {
      after(dialect.timeoutMs() + waits.spareMs(), this::giveUp);
    }
    Future.fromCompletionStage(account.toCompletionStage(), context)
        .onComplete(
            id -> {
              user = id;
              begin();
            },
            failure -> {
              if (!(failure instanceof MatrixFailure)) {
                LOG.warn("gateway: sync without its sticky part error={}", failure.toString());
              }
              ask(false);
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
    List.copyOf(open).forEach(UpstreamRequest::cancel);
  }

  /** What is new already makes the homeserver answer at once. */
  private void begin() {
    LongPoll first = merge.poll(user);
    Bounded.within(vertx, Bounded.READ_MS, first.start(0))
        .onComplete(
            page -> ask(!page.items().isEmpty()),
            failure -> {
              first.cancel();
              LOG.warn("gateway: sticky events are not read in time error={}", failure.toString());
              ask(false);
            });
  }

  private void ask(boolean news) {
    if (done) {
      return;
    }
    boolean waits = dialect.resumes() && dialect.timeoutMs() > 0;
    exchange(news && waits);
    if (news && waits) {
      beginLag();
    } else if (user != null && waits) {
      poll = merge.poll(user);
      poll.start(dialect.timeoutMs())
          .onSuccess(this::told)
          .onFailure(failure -> LOG.warn("gateway: no wait for news error={}", failure.toString()));
    }
  }

  private void told(Page page) {
    if (!done && held == null && !page.items().isEmpty()) {
      beginLag();
      after(
          waits.graceMs(),
          () -> {
            if (held == null) {
              exchange(true);
            }
          });
    }
  }

  private void beginLag() {
    after(waits.lagMs(), () -> lagOver = true);
  }

  private void exchange(boolean atOnce) {
    UpstreamRequest asked =
        upstream.send(
            request, dialect.uri(atOnce), dialect.body(atOnce), dialect.timeoutMs(), room);
    open.add(asked);
    asked
        .answer()
        .onComplete(
            response -> {
              if (open.remove(asked)) {
                answered(new Answer(response, atOnce));
              }
            },
            failure -> {
              boolean wanted = open.remove(asked);
              if (!wanted) {
                return;
              }
              if (held != null) {
                give(held);
              } else if (open.isEmpty() && !merging) {
                end(() -> result.fail(failure));
              }
            });
  }

  private void answered(Answer answer) {
    if (done) {
      return;
    }
    if (merging) {
      waiting = answer;
      return;
    }
    if (!answer.response().ok()) {
      end(
          () ->
              result.complete(held == null ? SyncResponse.of(answer.response()) : held.response()));
      return;
    }
    merging = true;
    boolean last = answer.atOnce() && lagOver;
    merge
        .merge(user, answer.response(), last)
        .onComplete(merged -> merged(answer, merged), failure -> end(() -> result.fail(failure)));
  }

  /** An answer to our question that tells nothing of the news came too early. */
  private void merged(Answer answer, SyncMerge.Merged merged) {
    merging = false;
    if (done) {
      return;
    }
    boolean tooEarly = answer.atOnce() && merged.tooEarly();
    OptionalLong pause =
        tooEarly || !dialect.resumes() ? OptionalLong.empty() : hold.pauseMs(merged.late(), now());
    if (pause.isPresent()) {
      hold(merged, pause.getAsLong());
    } else if (!tooEarly || held != null) {
      give(merged);
    } else if (waiting != null) {
      Answer other = waiting;
      waiting = null;
      answered(other);
    } else {
      room.shrink(0);
      after(pauseMs, () -> exchange(true));
      pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    }
  }

  /** More of a burst may follow: all of it is asked for again, while it grows (R20). */
  private void hold(SyncMerge.Merged merged, long pauseMs) {
    boolean first = held == null;
    held = merged;
    waiting = null;
    room.shrink(merged.response().answer().body().length());
    if (first) {
      stopWaiting();
      after(hold.leftMs(now()), this::holdNoLonger);
    }
    after(pauseMs, () -> exchange(true));
  }

  private void holdNoLonger() {
    boolean nothingUnderWay = open.isEmpty() && !merging;
    if (nothingUnderWay || dialect.takesEarlierAnswers()) {
      give(held);
    }
  }

  private void stopWaiting() {
    List<UpstreamRequest> waits = List.copyOf(open);
    open.clear();
    waits.forEach(UpstreamRequest::cancel);
    if (poll != null) {
      poll.cancel();
    }
  }

  private void give(SyncMerge.Merged merged) {
    room.shrink(merged.response().answer().body().length());
    end(() -> result.complete(merged.response()));
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void giveUp() {
    MatrixError error = MatrixError.of(504, "M_UNKNOWN", "The homeserver does not answer in time");
    end(() -> result.fail(new MatrixFailure(error)));
  }

  private void after(long ms, Runnable action) {
    if (ms <= 0) {
      action.run();
    } else if (!done) {
      timers.add(
          vertx.setTimer(
              ms,
              fired -> {
                timers.remove(fired);
                if (!done) {
                  action.run();
                }
              }));
    }
  }

  private void end(Runnable last) {
    if (!done) {
      cancel();
      last.run();
    }
  }
}
