package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.GatewayWaits;
import dev.burdock.fanout.sync.domain.KnownItem;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.fanout.sync.http.LongPoll;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts our part into answers of the homeserver to one request (ADR 93). Lives on one context. */
final class SyncMerge {
  private static final Logger LOG = LoggerFactory.getLogger(SyncMerge.class);

  /** Larger answers are taken apart on another thread, so that nobody waits for them. */
  private static final int LARGE_BYTES = 256 << 10;

  /** An event that was decided later after its arrival than this is not in the homeserver's way. */
  private static final long LIVE_MS = 10_000;

  private static final long READ_STEP_MS = 10;

  private final Vertx vertx;
  private final Context context;
  private final Accounts accounts;
  private final StickyFeed feed;
  private final HomeserverFeatures features;
  private final GatewayWaits waits;
  private final HandOver handOver;
  private final Clock clock;
  private final SyncDialect dialect;
  private final BodyBudget.Share room;

  SyncMerge(
      Vertx vertx,
      Accounts accounts,
      StickyFeed feed,
      HomeserverFeatures features,
      GatewayWaits waits,
      HandOver handOver,
      Clock clock,
      SyncDialect dialect,
      BodyBudget.Share room) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.accounts = accounts;
    this.feed = feed;
    this.features = features;
    this.waits = waits;
    this.handOver = handOver;
    this.clock = clock;
    this.dialect = dialect;
    this.room = room;
  }

  /**
   * An answer with our part in it.
   *
   * @param tooEarly whether it holds no sticky event because the homeserver is about to tell it
   */
  record Merged(SyncResponse response, boolean tooEarly) {
    static Merged of(SyncResponse response) {
      return new Merged(response, false);
    }
  }

  /** A wait for news of a user, whatever the homeserver says. */
  LongPoll poll(String user) {
    Wanted wanted = Wanted.only(item -> notIgnored(user, item));
    return new LongPoll(vertx, feed, question(user, dialect.since(), wanted, 0));
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
              return Bounded.within(vertx, Bounded.READ_MS, part(user, summary, last))
                  .recover(
                      failure -> {
                        Fatal.tell(failure);
                        LOG.warn(
                            "gateway: without what our feed tells error={}", failure.toString());
                        return Future.succeededFuture(withoutFeed(user, summary));
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
                                    && part.summary().sticky().isEmpty())));
  }

  private Future<StickyPart> part(String user, UpstreamSummary summary, boolean last) {
    return read(summary)
        .compose(
            read ->
                Future.fromCompletionStage(
                    feed.session(user).thenCompose(session -> feed.find(session, summary.all())),
                    context))
        .compose(
            known -> {
              List<HomeserverEvent> extras = extras(user, summary, known.keySet());
              handOver.meet(extras);
              Set<String> told = ids(extras);
              told.addAll(summary.timeline());
              Wanted wanted =
                  new Wanted(
                      item -> !told.contains(item.eventId()) && notIgnored(user, item),
                      item -> !last && isAboutToCome(summary, item),
                      summary.notJoined(),
                      summary.joined());
              StickyFeed.Question question = question(user, since(summary), wanted, extras.size());
              return pageOf(question, summary, known, extras)
                  .map(page -> part(page, summary, known, extras));
            });
  }

  /**
   * Waits for this process to have read what the client was given: else an event of the
   * homeserver's section that another process gave would seem to be unknown.
   */
  private Future<Void> read(UpstreamSummary summary) {
    if (summary.section().isEmpty() || feed.hasRead(dialect.since())) {
      return Future.succeededFuture();
    }
    Promise<Void> read = Promise.promise();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Bounded.READ_MS / 2);
    vertx.setPeriodic(
        READ_STEP_MS,
        timer -> {
          if (feed.hasRead(dialect.since()) || System.nanoTime() - until >= 0) {
            vertx.cancelTimer(timer);
            read.tryComplete();
          }
        });
    return read.future();
  }

  /** An event of the homeserver's section that our feed is about to show is waited for. */
  private Future<Page> pageOf(
      StickyFeed.Question question,
      UpstreamSummary summary,
      Map<String, KnownItem> known,
      List<HomeserverEvent> extras) {
    return new LongPoll(vertx, feed, question)
        .start(0)
        .compose(
            page ->
                page.items().isEmpty()
                        && extras.isEmpty()
                        && summary.sticky().isEmpty()
                        && summary.section().stream()
                            .anyMatch(event -> page.isBefore(known.get(event.eventId())))
                    ? new LongPoll(vertx, feed, question).start(Bounded.READ_MS / 2)
                    : Future.succeededFuture(page));
  }

  private StickyPart withoutFeed(String user, UpstreamSummary summary) {
    SyncToken since = since(summary).joining(summary.joined()).leaving(summary.notJoined());
    return part(Page.none(since), summary, Map.of(), extras(user, summary, Set.of()));
  }

  private StickyPart part(
      Page page,
      UpstreamSummary summary,
      Map<String, KnownItem> known,
      List<HomeserverEvent> extras) {
    long now = clock.millis();
    Set<String> told = ids(extras);
    told.addAll(ids(summary.sticky()));
    Map<String, Long> ends = new HashMap<>();
    known.forEach((id, item) -> ends.put(id, item.item().endTs()));
    summary.sticky().stream()
        .filter(event -> feed.isGone(event.eventId()))
        .forEach(event -> ends.put(event.eventId(), now));
    return new StickyPart(
        page.beside(
            summary.all().stream().filter(event -> told.contains(event.eventId())).toList(),
            known,
            summary.joinedAnew(),
            now),
        summary,
        extras,
        ends,
        now);
  }

  /** What the homeserver's section holds and our feed does not know, once (R32). */
  private List<HomeserverEvent> extras(String user, UpstreamSummary summary, Set<String> known) {
    long now = clock.millis();
    SyncToken since = since(summary);
    Set<String> seen = new HashSet<>(summary.timeline());
    return summary.section().stream()
        .filter(event -> dialect.asksFor(event.roomId()))
        .filter(event -> !known.contains(event.eventId()) && !feed.isGone(event.eventId()))
        .filter(event -> !since.told().holds(event.eventId()))
        .filter(event -> !accounts.ignored(user).contains(event.sender()))
        .filter(event -> now < event.endTsBySection(now))
        .filter(event -> seen.add(event.eventId()))
        .toList();
  }

  private boolean isAboutToCome(UpstreamSummary summary, StickyItem item) {
    long decided = item.key().decidedTs();
    return features.tellsSticky()
        && clock.millis() - decided < waits.lagMs()
        && decided - item.startTs() < LIVE_MS
        && !summary.holds(item);
  }

  private SyncToken since(UpstreamSummary summary) {
    return dialect.since().forgetting(summary.forgotten());
  }

  private StickyFeed.Question question(String user, SyncToken since, Wanted wanted, int taken) {
    return new StickyFeed.Question(
        user, since, dialect::asksFor, wanted, Math.max(1, dialect.limit() - taken));
  }

  private boolean notIgnored(String user, StickyItem item) {
    return !accounts.ignored(user).contains(item.sender());
  }

  private static Set<String> ids(List<HomeserverEvent> events) {
    return events.stream().map(HomeserverEvent::eventId).collect(Collectors.toSet());
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
