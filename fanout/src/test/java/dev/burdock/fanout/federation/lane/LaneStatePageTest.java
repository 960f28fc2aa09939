package dev.burdock.fanout.federation.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.federation.lane.LaneState.BackingOff;
import dev.burdock.fanout.federation.lane.LaneState.Held;
import dev.burdock.fanout.federation.lane.LaneState.Live;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page of the states of a lane against the states themselves. */
@DisplayName("The page of the states of a lane")
class LaneStatePageTest {
  private static final Path PAGE =
      Path.of("..", "docs", "adr", "0115-the-states-of-a-destination.md");

  private static final long NOW = 1_000_000;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), 0, new Random(1));

  private static final List<LaneState> STATES =
      List.of(
          new Live(), new Held(1, NOW), new BackingOff(1, 0, NOW, FailureKind.TIMEOUT, "silent"));

  private static Map<String, UnaryOperator<LaneState>> transitions() {
    Map<String, UnaryOperator<LaneState>> all = new LinkedHashMap<>();
    all.put("succeeded", LaneState::succeeded);
    all.put("answered", LaneState::answered);
    all.put("asked", state -> state.asked(Duration.ofSeconds(1), NOW, BACKOFF));
    SendResult.Failed failure = new SendResult.Failed(FailureKind.TIMEOUT, "silent");
    all.put("failed", state -> state.failed(failure, NOW, BACKOFF));
    all.put("woken", LaneState::woken);
    all.put("pressed", LaneState::pressed);
    all.put("shifted", state -> state.shifted(1));
    return all;
  }

  @Test
  @DisplayName("R25 has each transition of each state, and no other")
  void pageIsComplete() throws IOException {
    String rows =
        transitions().entrySet().stream()
            .map(LaneStatePageTest::row)
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(Files.readString(PAGE)).contains("\n" + rows + "\n");
    assertThat(LaneState.class.getPermittedSubclasses()).hasSize(STATES.size());
  }

  private static String row(Map.Entry<String, UnaryOperator<LaneState>> transition) {
    return STATES.stream()
        .map(state -> word(transition.getValue().apply(state)))
        .collect(Collectors.joining(" | ", "| `" + transition.getKey() + "` | ", " |"));
  }

  /** The state in words: how often in a row, and whether it may be called at once. */
  private static String word(LaneState state) {
    String when = state.dueTs() == 0 ? ", due" : "";
    if (state instanceof Held held) {
      return "Held " + held.waits() + when;
    }
    return state instanceof BackingOff off ? "BackingOff " + off.failures() + when : "Live";
  }
}
