package dev.burdock.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.Reads;
import dev.burdock.streams.topology.TopologyFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of what clients show by key. */
class StickyMapTest {
  private static final String USER = "@a:ours";
  private static final long START_MS = TopologyFixture.START.toEpochMilli();
  private static final long FIRST_SEED = Long.getLong("burdock.seed", 1);
  private static final int SETS = 1_000;

  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final StoredRoom.Shared shared =
      new StoredRoom.Shared(
          Codecs.of(registry), new Reads(registry), new RoomMetrics(new SimpleMeterRegistry()));

  @Test
  @DisplayName(
      "R29 any order of the same events and redactions ends in the same table, at every time")
  void anyOrderEndsInTheSameTable() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SETS; seed++) {
      Random random = new Random(seed);
      List<Step.What> set = set(random);
      List<Step.What> shuffled = new ArrayList<>(set);
      Collections.shuffle(shuffled, random);

      assertThat(tables(shuffled)).as("seed %s: %s", seed, shuffled).isEqualTo(tables(set));
    }
  }

  @Test
  @DisplayName("R29 the end and the redaction of the winner uncover the next that has not ended")
  void uncovers() {
    StoredRoom room = room();
    tell(room, 1, sticky("$low", 60_000, 0));
    tell(room, 2, sticky("$mid", 120_000, 1));
    tell(room, 3, sticky("$tie-b", 50_000, 100_000));
    tell(room, 4, sticky("$tie-a", 50_000, 100_000));
    Map<String, String> all = room.table();
    tell(room, 5, new Step.Redaction("$r1", "$tie-b", USER));
    Map<String, String> withoutFirst = room.table();
    room.due(START_MS + 50_000);
    Map<String, String> withoutTie = room.table();
    room.due(START_MS + 130_000);

    assertThat(List.of(all, withoutFirst, withoutTie, room.table()))
        .containsExactly(shows("$tie-b"), shows("$tie-a"), shows("$mid"), Map.of());
  }

  private static Map<String, String> shows(String eventId) {
    return Map.of(USER + " k", eventId);
  }

  private static List<Step.What> set(Random random) {
    List<Step.What> set = new ArrayList<>();
    int size = 2 + random.nextInt(6);
    IntStream.range(0, size)
        .forEach(
            i ->
                set.add(sticky("$" + i, 30_000L * random.nextInt(5), 30_000L * random.nextInt(3))));
    IntStream.range(0, random.nextInt(3))
        .forEach(i -> set.add(new Step.Redaction("$r" + i, "$" + random.nextInt(size), USER)));
    return set;
  }

  /** The tables after all was told, and as time passes. */
  private List<Map<String, String>> tables(List<Step.What> whats) {
    StoredRoom room = room();
    long offset = 1;
    for (Step.What what : whats) {
      tell(room, offset++, what);
    }
    return IntStream.range(0, 8)
        .mapToObj(
            i -> {
              room.due(START_MS + i * 30_000L);
              return room.table();
            })
        .toList();
  }

  private StoredRoom room() {
    StoredRoom room = new StoredRoom(shared);
    tell(room, 0, new Step.Member("$join", USER, "join"));
    return room;
  }

  private static void tell(StoredRoom room, long offset, Step.What what) {
    room.tell(new Step.Told(what, null, START_MS), offset);
  }

  private static Step.Sticky sticky(String id, long durationMs, long aheadMs) {
    long originMs = START_MS + aheadMs;
    return new Step.Sticky(id, USER, originMs, durationMs, false, false, false, "k");
  }
}
