package dev.burdock.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.Reads;
import dev.burdock.streams.topology.TopologyFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a room against a plain model. The bulk runs over stores in memory, with the
 * same judgement, expiry, keys and codecs as in production; a part through the whole topology. A
 * failure prints its seed; {@code -Dburdock.seed} sets the first.
 */
class RoomHistoriesTest {
  private static final long FIRST_SEED = Long.getLong("burdock.seed", 1);
  private static final int HISTORIES = 10_000;
  private static final int THROUGH_THE_TOPOLOGY = 100;
  private static final int LENGTH = 40;
  private static final long START_MS = TopologyFixture.START.toEpochMilli();
  private static final long REPLAYABLE_MS = 3L * 3_600_000;

  @Test
  @DisplayName(
      "R02 R03 R04 R07 R08 R09 R20 R21 R22 R23 R24 R27 R29 10,000 histories say what the model says")
  void saysWhatTheModelSays() {
    StoredRoom.Shared shared = shared();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      Random random = new Random(seed);
      List<Step> steps = Histories.make(random, START_MS, LENGTH);
      int crash = random.nextInt(steps.size());

      Recorded recorded = run(new StoredRoom(shared), steps, crash, seed);

      replays(recorded, steps, random, seed);
    }
  }

  @Test
  @DisplayName("R10 R11 histories through the whole topology say what the model says")
  void theTopologySaysIt() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + THROUGH_THE_TOPOLOGY; seed++) {
      List<Step> steps = Histories.make(new Random(seed), START_MS, LENGTH);
      try (TopologyFixture topology = new TopologyFixture()) {
        runThroughTopology(topology, steps, seed);
      }
    }
  }

  /** The room as it was at the crash, and what was said from then on. */
  private record Recorded(StoredRoom atCrash, int crash, long offset, List<Said> after) {}

  private static Recorded run(StoredRoom room, List<Step> steps, int crash, long seed) {
    ReferenceRoom model = new ReferenceRoom();
    StoredRoom atCrash = null;
    long offsetAtCrash = 0;
    List<Said> after = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (i == crash) {
        atCrash = room.copy();
        offsetAtCrash = offset;
      }
      Step step = steps.get(i);
      if (step instanceof Step.Told told) {
        Said said = room.tell(told, offset);
        assertThat(said)
            .as("seed %s, step %s: %s", seed, i, step)
            .isEqualTo(model.tell(told, offset));
        if (i >= crash) {
          after.add(said);
        }
        offset++;
        assertThat(room.visible(told.nowMs()))
            .as("seed %s, visible after step %s", seed, i)
            .isEqualTo(model.visible(told.nowMs()));
      } else if (step instanceof Step.Due due) {
        Set<String> ended = new TreeSet<>(Said.of(room.due(due.nowMs()), List.of()).deliveries());
        assertThat(ended)
            .as("seed %s, step %s: %s", seed, i, step)
            .isEqualTo(model.due(due.nowMs()));
        assertThat(room.table())
            .as("seed %s, table after step %s", seed, i)
            .isEqualTo(model.table(due.nowMs()));
      } else if (step instanceof Step.CatchUp ask) {
        assertThat(room.catchUp(ask))
            .as("seed %s, step %s: %s", seed, i, step)
            .isEqualTo(model.catchUp(ask));
      }
    }
    return new Recorded(atCrash, crash, offsetAtCrash, after);
  }

  /** After a crash the suffix says the same again, whenever the wall clock lets what ended go. */
  private static void replays(
      Recorded recorded, List<Step> steps, RandomGenerator random, long seed) {
    StoredRoom room = recorded.atCrash();
    List<Said> again = new ArrayList<>();
    long offset = recorded.offset();
    long firstMs = nowMs(steps.get(recorded.crash()));
    for (Step step : steps.subList(recorded.crash(), steps.size())) {
      if (step instanceof Step.Told told) {
        long wallMs = Math.min(told.nowMs(), firstMs) + random.nextLong(REPLAYABLE_MS);
        room.due(Math.max(told.nowMs(), wallMs));
        again.add(room.tell(told, offset++));
      }
    }
    assertThat(again)
        .as("seed %s, replay from step %s", seed, recorded.crash())
        .isEqualTo(recorded.after());
  }

  private static void runThroughTopology(TopologyFixture topology, List<Step> steps, long seed) {
    ReferenceRoom model = new ReferenceRoom();
    long offset = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      topology.passUnseenUntil(nowMs(step));
      if (step instanceof Step.Told told) {
        topology.feed(Records.ROOM, Records.body(told.what()), told.burst());
        Said said = Said.of(topology.deliveries(), topology.pushes());
        assertThat(said)
            .as("seed %s, step %s: %s", seed, i, step)
            .isEqualTo(model.tell(told, offset++));
      } else if (step instanceof Step.Due due) {
        topology.fire();
        Set<String> ended = new TreeSet<>(Said.of(topology.deliveries(), List.of()).deliveries());
        assertThat(ended)
            .as("seed %s, step %s: %s", seed, i, step)
            .isEqualTo(model.due(due.nowMs()));
      } else if (step instanceof Step.CatchUp ask) {
        topology.askCatchUp(ask.destination(), ask.sinceMs());
        Said said = Said.of(topology.deliveries(), topology.pushes());
        assertThat(said).as("seed %s, step %s: %s", seed, i, step).isEqualTo(model.catchUp(ask));
      }
    }
  }

  private static long nowMs(Step step) {
    if (step instanceof Step.Told told) {
      return told.nowMs();
    }
    return step instanceof Step.Due due ? due.nowMs() : ((Step.CatchUp) step).nowMs();
  }

  private static StoredRoom.Shared shared() {
    InMemoryRegistry registry = new InMemoryRegistry();
    return new StoredRoom.Shared(
        Codecs.of(registry), new Reads(registry), new RoomMetrics(new SimpleMeterRegistry()));
  }
}
