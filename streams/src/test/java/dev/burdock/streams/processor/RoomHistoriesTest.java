package dev.burdock.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Note;
import dev.burdock.streams.kept.Limit;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.Reads;
import dev.burdock.streams.topology.TopologyFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a room against a plain model. The bulk runs over stores in memory, with the
 * same judgement, expiry, keys and codecs as in production; a part through the whole topology. A
 * failure prints its seed; {@code -Dburdock.seed} sets the first.
 */
class RoomHistoriesTest {
  private static final long FIRST_SEED = Long.getLong("burdock.seed", 1);
  private static final int HISTORIES = Integer.getInteger("burdock.histories", 10_000);
  private static final int THROUGH_THE_TOPOLOGY = 100;
  private static final int LENGTH = 40;

  /** Every so many histories one goes on until nothing waits any more. */
  private static final int DRAINED_OF = 10;

  private static final long START_MS = TopologyFixture.START.toEpochMilli();
  private static final InboundLimitsConfig WIDE_BUDGET = budget(StoredRoom.NARROW, 1_000);

  @Test
  @DisplayName(
      "R02 R03 R04 R07 R08 R09 R20 R21 R22 R23 R24 R27 R28 R29"
          + " 10,000 histories say what the model says")
  void saysWhatTheModelSays() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    StoredRoom.Shared shared = shared(meters);
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      Random random = new Random(seed);
      List<Step> steps = Histories.make(random, START_MS, LENGTH);
      History history = new History(new StoredRoom(shared), random, seed);

      history.run(steps, random.nextInt(steps.size()));

      history.replayFromTheCrash();
      if (seed % DRAINED_OF == 0) {
        history.drain();
      }
    }
    assertThat(Limit.values())
        .allMatch(limit -> counted(meters, RoomMetrics.DEFERRED, "limit", limit) > 0);
    assertThat(
            List.of(
                Note.DEFERRED,
                Note.UNDEFERRED,
                Note.HURRIED,
                Note.DEFERRED_TO_ITS_END,
                Note.RELEASE_STALE))
        .allMatch(note -> counted(meters, RoomMetrics.JUDGED, "result", note) > 0);
  }

  @Test
  @DisplayName("R10 R11 R28 histories through the whole topology say what the model says")
  void theTopologySaysIt() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + THROUGH_THE_TOPOLOGY; seed++) {
      List<Step> steps = Histories.make(new Random(seed), START_MS, LENGTH);
      try (TopologyFixture topology = new TopologyFixture(WIDE_BUDGET)) {
        runThroughTopology(topology, steps, seed);
      }
    }
  }

  private static void runThroughTopology(TopologyFixture topology, List<Step> steps, long seed) {
    ReferenceRoom model = new ReferenceRoom(WIDE_BUDGET);
    long offset = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String where = "seed " + seed + ", step " + i + ": " + step;
      topology.passUnseenUntil(nowMs(step));
      if (step instanceof Step.Told told) {
        topology.feed(Records.ROOM, Records.body(told.what()), told.burst());
        Said said = Said.of(topology.deliveries(), topology.pushes());
        assertThat(said).as(where).isEqualTo(model.tell(told, offset++));
      } else if (step instanceof Step.Due due) {
        topology.fire();
        List<Step.Told> releases = told(topology.releases(), due.nowMs());
        assertThat(ids(releases)).as(where).isEqualTo(model.line().turns(due.nowMs()));
        Set<String> expected = new TreeSet<>(model.due(due.nowMs()));
        for (Step.Told release : releases) {
          expected.addAll(model.tell(release, offset++).deliveries());
        }
        Said said = Said.of(topology.deliveries(), topology.pushes());
        assertThat(new TreeSet<>(said.deliveries())).as(where).isEqualTo(expected);
      } else if (step instanceof Step.CatchUp ask) {
        topology.askCatchUp(ask.destination(), ask.sinceMs());
        Said said = Said.of(topology.deliveries(), topology.pushes());
        assertThat(said).as(where).isEqualTo(model.catchUp(ask));
      }
    }
  }

  private static List<Step.Told> told(List<RoomEvent> releases, long nowMs) {
    return releases.stream()
        .map(event -> ((Release) event.getBody()).getEventIds())
        .map(ids -> new Step.Told(new Step.Release(ids), null, nowMs))
        .toList();
  }

  private static Set<String> ids(List<Step.Told> releases) {
    return releases.stream()
        .flatMap(told -> ((Step.Release) told.what()).ids().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long nowMs(Step step) {
    if (step instanceof Step.Told told) {
      return told.nowMs();
    }
    return step instanceof Step.Due due ? due.nowMs() : ((Step.CatchUp) step).nowMs();
  }

  private static InboundLimitsConfig budget(InboundLimitsConfig limits, int batch) {
    return new InboundLimitsConfig(
        limits.sender(),
        limits.origin(),
        limits.room(),
        limits.marginMs(),
        limits.intervalMs(),
        batch,
        limits.budgetMs());
  }

  private static double counted(
      MeterRegistry meters, String metric, String label, Enum<?> constant) {
    return meters
        .get(metric)
        .tag(label, constant.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }

  private static StoredRoom.Shared shared(MeterRegistry meters) {
    InMemoryRegistry registry = new InMemoryRegistry();
    return new StoredRoom.Shared(Codecs.of(registry), new Reads(registry), new RoomMetrics(meters));
  }
}
