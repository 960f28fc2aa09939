package dev.burdock.fanout.federation.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.FailureKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lanes that are ready")
class TurnsTest {
  private final Turns turns = new Turns(3, 5);

  @Test
  @DisplayName("are started in their order, those that answered last time before all others")
  void provenFirst() {
    turns.add(failing("a"));
    turns.add(fresh("b"));
    turns.add(proven("c"));
    turns.add(proven("d"));

    assertThat(started()).containsExactly("c", "d", "b", "a");
  }

  @Test
  @DisplayName("and failing leave places to the new, however many they are")
  void failingLeavePlaces() {
    for (int i = 0; i < 10; i++) {
      turns.add(failing("f" + i));
    }

    assertThat(started()).containsExactly("f0", "f1", "f2", "f3");
    turns.add(fresh("n"));
    turns.add(proven("p"));
    assertThat(started()).containsExactly("p", "n");
  }

  @Test
  @DisplayName("and new leave places to the failing, which may have recovered")
  void newLeavePlaces() {
    for (int i = 0; i < 10; i++) {
      turns.add(fresh("n" + i));
    }

    assertThat(started()).containsExactly("n0", "n1", "n2", "n3");
    turns.add(failing("f"));
    assertThat(started()).containsExactly("f");
  }

  @Test
  @DisplayName("take the place of one that is done, which may have become another kind meanwhile")
  void placesComeBack() {
    Lane first = fresh("n0");
    turns.add(first);
    for (int i = 1; i < 10; i++) {
      turns.add(fresh("n" + i));
    }
    assertThat(started()).hasSize(4);

    first.proven = true;
    turns.done(first);

    assertThat(started()).containsExactly("n4");
    assertThat(turns.inFlight()).isEqualTo(4);
  }

  private List<String> started() {
    List<String> started = new ArrayList<>();
    for (Lane lane = turns.poll(); lane != null; lane = turns.poll()) {
      started.add(lane.destination);
    }
    return started;
  }

  private static Lane fresh(String name) {
    return new Lane(name, 0, new LaneQueue(50, 1_000_000));
  }

  private static Lane proven(String name) {
    Lane lane = fresh(name);
    lane.proven = true;
    return lane;
  }

  private static Lane failing(String name) {
    Lane lane = fresh(name);
    lane.state = new LaneState.BackingOff(1, 0, 0, FailureKind.TIMEOUT, "");
    return lane;
  }
}
