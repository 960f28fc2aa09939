package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.config.GatewayWaits;
import dev.burdock.fanout.sync.domain.KnownItem;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Wanted;
import dev.burdock.fanout.sync.http.LongPoll;
import dev.burdock.fanout.sync.state.StickyFeed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds our part of answers to one request (ADR 93). Lives on one context. */
final class StickyParts {
  /** An event that was decided later after its arrival than this is not in the homeserver's way. */
  private static final long LIVE_MS = 10_000;

  private static final long READ_STEP_MS = 10;

  private final Vertx vertx;
  private final Context context;
  private final StickyFeed feed;
  private final Accounts accounts;
  private final Function<String, Future<Set<String>>> askIgnored;
  private final HomeserverFeatures features;
  private final GatewayWaits waits;
  private final HandOver handOver;
  private final Clock clock;
  private final SyncDialect dialect;

  /**
   * For one request.
   *
   * @param askIgnored asks whom a user ignores
   */
  StickyParts(
      Vertx vertx,
      StickyFeed feed,
      Accounts accounts,
      Function<String, Future<Set<String>>> askIgnored,
      HomeserverFeatures features,
      GatewayWaits waits,
      HandOver handOver,
      Clock clock,
      SyncDialect dialect) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.feed = feed;
    this.accounts = accounts;
    this.askIgnored = askIgnored;
    this.features = features;
    this.waits = waits;
    this.handOver = handOver;
    this.clock = clock;
    this.dialect = dialect;
  }

  /** A wait for news of a user. */
  LongPoll poll(String user) {
    Wanted wanted = Wanted.only(item -> !accounts.ignored(user).contains(item.sender()));
    return new LongPoll(vertx, feed, question(user, dialect.since(), wanted, 0));
  }

  /**
   * The part of an answer. Nothing is told, and nobody's events are withheld, by a list of ignored
   * users that may be out of date: one that the answer does not tell is asked, beside our own work
   * where there seems to be something to tell (R16, ADR 0101).
   *
   * @param last whether no later answer is waited for: what the homeserver does not tell is told
   */
  Future<StickyPart> of(String user, UpstreamSummary summary, boolean last) {
    Set<String> supposed = summary.ignored().orElseGet(() -> accounts.ignored(user));
    Ignoring ignoring = new Ignoring(supposed);
    Future<Set<String>> beside = summary.section().isEmpty() ? null : ignored(user, summary);
    return part(user, summary, last, ignoring)
        .compose(
            part ->
                part.isEmpty() && !ignoring.hidSomebody()
                    ? Future.succeededFuture(part)
                    : (beside == null ? ignored(user, summary) : beside)
                        .compose(
                            all ->
                                all.equals(supposed)
                                    ? Future.succeededFuture(part)
                                    : part(user, summary, last, new Ignoring(all))));
  }

  private Future<Set<String>> ignored(String user, UpstreamSummary summary) {
    if (summary.ignored().isPresent()) {
      return Future.succeededFuture(summary.ignored().get());
    }
    Future<Set<String>> asked =
        Future.fromCompletionStage(askIgnored.apply(user).toCompletionStage(), context);
    return Bounded.within(vertx, Bounded.READ_MS / 2, asked)
        .recover(
            failure ->
                accounts
                    .ignoredLately(user)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(failure)));
  }

  private Future<StickyPart> part(
      String user, UpstreamSummary summary, boolean last, Ignoring ignoring) {
    return read(summary)
        .compose(
            read ->
                Future.fromCompletionStage(
                    feed.session(user).thenCompose(session -> feed.find(session, summary.all())),
                    context))
        .compose(
            known -> {
              List<HomeserverEvent> extras = extras(summary, known.keySet(), ignoring);
              handOver.meet(extras);
              Set<String> told = ids(extras);
              told.addAll(summary.timeline());
              Wanted wanted =
                  new Wanted(
                      item -> !told.contains(item.eventId()) && ignoring.shows(item.sender()),
                      item -> !last && isAboutToCome(summary, item),
                      summary.notJoined(),
                      summary.joined());
              StickyFeed.Question question = question(user, since(summary), wanted, extras.size());
              return pageOf(question, summary, known, extras)
                  .map(page -> part(user, page, summary, known, extras));
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

  /** What there is of a part when our feed does not answer; what that knows stays due. */
  StickyPart withoutFeed(String user, UpstreamSummary summary) {
    SyncToken since = since(summary).joining(summary.joined()).leaving(summary.notJoined());
    return part(
        user,
        Page.none(since),
        summary,
        Map.of(),
        extras(summary, Set.of(), new Ignoring(accounts.ignored(user))));
  }

  private StickyPart part(
      String user,
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
        new LateArrivals(user, since(summary), known, now).count(page, summary),
        now);
  }

  /** What the homeserver's section holds and our feed does not know, once (R32). */
  private List<HomeserverEvent> extras(
      UpstreamSummary summary, Set<String> known, Ignoring ignoring) {
    long now = clock.millis();
    SyncToken since = since(summary);
    Set<String> seen = new HashSet<>(summary.timeline());
    return summary.section().stream()
        .filter(event -> dialect.asksFor(event.roomId()))
        .filter(event -> !known.contains(event.eventId()) && !feed.isGone(event.eventId()))
        .filter(event -> !since.told().holds(event.eventId()))
        .filter(event -> ignoring.shows(event.sender()))
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

  private static Set<String> ids(List<HomeserverEvent> events) {
    return events.stream().map(HomeserverEvent::eventId).collect(Collectors.toSet());
  }
}
