package dev.burdock.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomTurnsTest {
  private final RoomTurns turns = new RoomTurns();
  private final List<String> started = new ArrayList<>();
  private final Map<String, Promise<Void>> open = new HashMap<>();

  @Test
  void works_of_one_room_run_one_after_the_other_even_when_one_fails() {
    run("first", "a", "b");
    run("second", "b");
    run("elsewhere", "c");
    assertThat(started).containsExactly("first", "elsewhere");

    open.get("first").fail("away");

    assertThat(started).containsExactly("first", "elsewhere", "second");
  }

  @Test
  void the_result_of_the_work_is_handed_on() {
    Future<Void> result = run("one", "a");

    open.get("one").fail("away");

    assertThat(result.failed()).isTrue();
    assertThat(run("two", "a").isComplete()).isFalse();
    open.get("two").complete();
    assertThat(started).containsExactly("one", "two");
  }

  @Test
  void no_work_is_left_waiting_and_none_overtakes_another_of_its_room() {
    long seed = Long.getLong("burdock.seed", 4354);
    Random random = new Random(seed);
    Map<String, List<String>> expected = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String room = "room" + random.nextInt(4);
      String other = "room" + random.nextInt(4);
      String work = "work" + i;
      Set.of(room).forEach(r -> expected.computeIfAbsent(r, x -> new ArrayList<>()).add(work));
      if (!other.equals(room)) {
        expected.computeIfAbsent(other, x -> new ArrayList<>()).add(work);
      }
      run(work, room.equals(other) ? new String[] {room} : new String[] {room, other});
      if (random.nextBoolean() && !open.isEmpty()) {
        finish(random);
      }
    }
    while (!open.isEmpty()) {
      finish(random);
    }

    assertThat(started).as("seed %d", seed).hasSize(300);
    expected.forEach(
        (room, works) ->
            assertThat(started.stream().filter(works::contains))
                .as("seed %d", seed)
                .containsExactlyElementsOf(works));
  }

  private void finish(Random random) {
    List<String> names = List.copyOf(open.keySet());
    open.remove(names.get(random.nextInt(names.size()))).complete();
  }

  private Future<Void> run(String name, String... rooms) {
    return turns.inTurn(
        Set.of(rooms),
        () -> {
          started.add(name);
          Promise<Void> promise = Promise.promise();
          open.put(name, promise);
          return promise.future();
        });
  }
}
