package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.http.LongPoll;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts our part into answers of the homeserver to one request (ADR 93). Lives on one context. */
final class SyncMerge {
  private static final Logger LOG = LoggerFactory.getLogger(SyncMerge.class);

  /** Larger answers are taken apart on another thread, so that nobody waits for them. */
  private static final int LARGE_BYTES = 256 << 10;

  private final Vertx vertx;
  private final Accounts accounts;
  private final StickyParts parts;
  private final HomeserverFeatures features;
  private final SyncDialect dialect;
  private final BodyBudget.Share room;

  /** For one request. */
  SyncMerge(
      Vertx vertx,
      Accounts accounts,
      StickyParts parts,
      HomeserverFeatures features,
      SyncDialect dialect,
      BodyBudget.Share room) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.parts = parts;
    this.features = features;
    this.dialect = dialect;
    this.room = room;
  }

  /**
   * An answer with our part in it.
   *
   * @param tooEarly whether it holds no sticky event because the homeserver is about to tell it
   * @param late how many of its sticky events came late, so that more may follow (R20)
   */
  record Merged(SyncResponse response, boolean tooEarly, int late) {
    static Merged of(SyncResponse response) {
      return new Merged(response, false, 0);
    }
  }

  /** A wait for news of a user, whatever the homeserver says. */
  LongPoll poll(String user) {
    return parts.poll(user);
  }

  /**
   * The answer with our part.
   *
   * @param user id of who asked; null when nobody says so
   * @param last whether no later answer is waited for: what the homeserver does not tell is told
   */
  Future<Merged> merge(String user, UpstreamResponse answer, boolean last) {
    return inTurn(answer, () -> JsonSpan.of(answer.decoded(room)))
        .compose(
            root ->
                user == null
                    ? inTurn(answer, () -> Merged.of(kept(answer, root)))
                    : merge(user, answer, root, last))
        .recover(failure -> asItCame(answer, failure));
  }

  private SyncResponse kept(UpstreamResponse answer, JsonSpan root) {
    return SyncResponse.of(answer.with(dialect.keep(root)));
  }

  private Future<Merged> merge(String user, UpstreamResponse answer, JsonSpan root, boolean last) {
    return inTurn(answer, () -> dialect.read(root, user))
        .compose(
            summary -> {
              summary.ignored().ifPresent(all -> accounts.setIgnored(user, all));
              features.learn(summary);
              return Bounded.within(vertx, Bounded.READ_MS, parts.of(user, summary, last))
                  .recover(
                      failure -> {
                        Fatal.tell(failure);
                        LOG.warn(
                            "gateway: without what our feed tells error={}", failure.toString());
                        return Future.succeededFuture(parts.withoutFeed(user, summary));
                      });
            })
        .compose(
            part ->
                inTurn(answer, () -> answer.with(dialect.merge(root, part)))
                    .map(
                        merged ->
                            new Merged(
                                SyncResponse.of(merged).holding(part.page()),
                                !part.page().early().isEmpty()
                                    && part.isEmpty()
                                    && part.summary().sticky().isEmpty(),
                                part.late())));
  }

  /** What is not what was expected is not changed. */
  private static Future<Merged> asItCame(UpstreamResponse answer, Throwable failure) {
    LOG.warn("gateway: answer handed on as it came reason={}", failure.toString());
    return failure instanceof InvalidJsonException || failure instanceof UncheckedIOException
        ? Future.succeededFuture(Merged.of(SyncResponse.of(answer)))
        : Future.failedFuture(failure);
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
}
