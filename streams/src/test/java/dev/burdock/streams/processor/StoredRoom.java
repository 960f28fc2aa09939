package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Arrival;
import dev.burdock.streams.domain.CatchUp;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.domain.Judge;
import dev.burdock.streams.domain.Ours;
import dev.burdock.streams.domain.Rate;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.Reads;
import dev.burdock.streams.state.RoomStores;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The topology's judgement, expiry and reads over stores in memory: all of it but Kafka. */
final class StoredRoom {
  private static final ExpiryConfig EXPIRY = new ExpiryConfig(500, 3, 1_000, 300_000, 86_400_000);

  /** So narrow that every limit makes somebody wait. */
  static final InboundLimitsConfig NARROW =
      new InboundLimitsConfig(
          new Rate(3, 1), new Rate(4, 2), new Rate(5, 3), 60_000, 500, 3, 1_000);

  private static final Ours OURS = new Ours(Set.of("ours"));
  private static final int PARTITIONS = 4;
  private static final int STORES = 10;

  private final Shared shared;
  private final List<SortedStore> raw;
  private final RoomStores stores;
  private final Judge judge;
  private final CatchUp catchUp;
  private final Expirer expirer;
  private final Releaser releaser;
  private final List<Delivery> ended = new ArrayList<>();
  private final List<RoomEvent> releases = new ArrayList<>();
  private final Map<String, String> table = new TreeMap<>();
  private long wallMs;

  /** What all rooms of a test share. */
  record Shared(Codecs codecs, Reads reads, RoomMetrics metrics) {}

  StoredRoom(Shared shared) {
    this(shared, IntStream.range(0, STORES).mapToObj(i -> new SortedStore()).toList());
  }

  private StoredRoom(Shared shared, List<SortedStore> raw) {
    this.shared = shared;
    this.raw = raw;
    stores =
        new RoomStores(
            new RoomStores.Stores(
                raw.get(0),
                raw.get(1),
                raw.get(2),
                raw.get(3),
                raw.get(4),
                raw.get(5),
                raw.get(6),
                raw.get(7),
                raw.get(8),
                raw.get(9)),
            shared.codecs());
    judge = new Judge(stores, OURS, PARTITIONS, EXPIRY.dedupeMs(), NARROW.limits());
    catchUp = new CatchUp(stores, OURS, PARTITIONS);
    InstantSource wall = () -> Instant.ofEpochMilli(wallMs);
    Clock clock = wall.withZone(ZoneOffset.UTC);
    RoomSettings settings =
        new RoomSettings(OURS, PARTITIONS, EXPIRY, NARROW, clock, shared.metrics());
    releaser = new Releaser(settings, stores, releases::add);
    expirer =
        new Expirer(
            settings,
            stores,
            (decision, timestampMs) -> {
              ended.addAll(decision.deliveries());
              fold(decision);
            });
  }

  /** The same room as a crash leaves it: what was stored, and nothing that was in memory. */
  StoredRoom copy() {
    return new StoredRoom(shared, raw.stream().map(SortedStore::copy).toList());
  }

  Said tell(Step.Told step, long offset) {
    Decision decision = judge.judge(new Arrival(0, offset, step.nowMs(), Records.event(step)));
    decision.apply(stores);
    fold(decision);
    decision.notes().forEach(shared.metrics()::judged);
    decision.deferrals().forEach(shared.metrics()::deferred);
    stores.putApplied(stores.applied().after(offset, step.nowMs()));
    return said(decision);
  }

  /** Fires the expiry, whose budget is small, until nothing is left to do. */
  List<Delivery> due(long nowMs) {
    wallMs = nowMs;
    ended.clear();
    for (long before = -1; before != raw.get(6).approximateNumEntries(); ) {
      before = raw.get(6).approximateNumEntries();
      IntStream.range(0, 10).forEach(i -> expirer.fire());
    }
    return List.copyOf(ended);
  }

  /** What is to be released by the wall clock, over firings whose budget is small. */
  List<Step.Release> turns(long nowMs) {
    wallMs = nowMs;
    releases.clear();
    long timers = raw.get(6).approximateNumEntries();
    LongStream.rangeClosed(0, timers / NARROW.batch()).forEach(i -> releaser.fire());
    return releases.stream()
        .map(event -> new Step.Release(((Release) event.getBody()).getEventIds()))
        .toList();
  }

  Said catchUp(Step.CatchUp request) {
    return said(
        catchUp.judge(
            new CatchUpRequest(request.destination(), request.sinceMs(), request.nowMs()),
            0,
            request.nowMs()));
  }

  /** What a reader gets, over pages of a few. */
  List<String> visible(long nowMs) {
    List<String> ids = new ArrayList<>();
    Reads.After after = Reads.After.START;
    while (true) {
      var page = shared.reads().page(raw.get(0), 0, Records.ROOM, after, 3, nowMs);
      for (StickyEntry entry : page.getEntries()) {
        ids.add(entry.getEventId());
        after = new Reads.After(entry.getPosition().getOffset(), entry.getPosition().getIndex());
      }
      if (!page.getMore()) {
        return ids;
      }
    }
  }

  /** What a reader of sticky-map holds who read all of it. */
  Map<String, String> table() {
    return Map.copyOf(table);
  }

  private void fold(Decision decision) {
    for (Decision.MapChange change : decision.mapChanges()) {
      String key = change.key().sender() + " " + change.key().stickyKey();
      if (change.entry() == null) {
        table.remove(key);
      } else {
        table.put(key, change.entry().getEventId());
      }
    }
  }

  private static Said said(Decision decision) {
    List<Outbound> pushes =
        decision.pushes().stream()
            .map(Decision.Push::outbound)
            .filter(record -> !record.getEventId().isEmpty())
            .toList();
    return Said.of(decision.deliveries(), pushes);
  }
}
