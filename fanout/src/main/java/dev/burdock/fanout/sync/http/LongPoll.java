package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.state.Session;
import dev.burdock.fanout.sync.state.StickyFeed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * One request's wait for sticky news: answers at once when there are any, else as soon as there
 * are, else with an empty page when the time is over. Lives on the context that created it.
 */
public final class LongPoll {
  /** How long another process' token may lead before this process answers without catching up. */
  private static final long REACH_MS = 2_000;

  private static final long REACH_STEP_MS = 20;

  private final Vertx vertx;
  private final Context context;
  private final StickyFeed feed;
  private final Promise<Page> result = Promise.promise();
  private final Runnable waiter;

  private StickyFeed.Question question;
  private Session session;
  private long timer = -1;
  private long reachLeftMs = REACH_MS;
  private boolean overdue;
  private boolean asking;
  private boolean askAgain;
  private boolean done;

  /** A wait that has not begun; to be made on a Vert.x context. */
  public LongPoll(Vertx vertx, StickyFeed feed, StickyFeed.Question question) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.feed = feed;
    this.question = question;
    this.waiter = () -> context.runOnContext(woken -> ask());
  }

  /**
   * Begins.
   *
   * @param timeoutMs 0 answers at once
   * @return fails when rooms cannot be read; never completes once cancelled
   */
  public Future<Page> start(long timeoutMs) {
    overdue = timeoutMs <= 0;
    if (!overdue) {
      timer =
          vertx.setTimer(
              timeoutMs,
              fired -> {
                timer = -1;
                overdue = true;
                ask();
              });
    }
    ask();
    return result.future();
  }

  /** Waits no longer: answers with what there is. To be called on its context. */
  public void hurry() {
    overdue = true;
    ask();
  }

  /** Ends the wait without an answer. */
  public void cancel() {
    done = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    if (session != null) {
      session.leave(waiter);
    }
  }

  private void ask() {
    if (done) {
      return;
    }
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    if (!feed.hasReached(question.since()) && reachLeftMs > 0) {
      reachLeftMs -= REACH_STEP_MS;
      vertx.setTimer(
          REACH_STEP_MS,
          fired -> {
            asking = false;
            ask();
          });
      return;
    }
    Future.fromCompletionStage(feed.session(question.userId()), context)
        .compose(
            found -> {
              follow(found);
              return Future.fromCompletionStage(feed.page(found, question), context);
            })
        .onComplete(this::told, this::fail);
  }

  private void follow(Session found) {
    if (done || found == session) {
      return;
    }
    if (session != null) {
      session.leave(waiter);
    }
    session = found;
    session.await(waiter);
  }

  private void told(Page page) {
    asking = false;
    if (done) {
      return;
    }
    boolean chainEnded = page.items().isEmpty() && !question.since().isWhole();
    if (chainEnded) {
      question = question.since(page.next());
      ask();
    } else if (!page.items().isEmpty() || overdue) {
      cancel();
      result.complete(page);
    } else if (askAgain) {
      ask();
    }
  }

  private void fail(Throwable failure) {
    if (!done) {
      cancel();
      result.fail(failure);
    }
  }
}
