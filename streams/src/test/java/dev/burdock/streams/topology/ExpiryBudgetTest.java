package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.streams.config.ExpiryConfig;
import dev.burdock.streams.metrics.RoomMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Expiry works within a budget and loses nothing by it. */
class ExpiryBudgetTest {
  private static final String ALICE = "@alice:ours";

  @Test
  @DisplayName("R02 what one firing cannot handle waits for the next, oldest end first")
  void leavesTheRestForTheNextFiring() {
    ExpiryConfig threeAtOnce = new ExpiryConfig(500, 3, 1_000, 300_000, 86_400_000);
    try (TopologyFixture topology = new TopologyFixture(threeAtOnce)) {
      topology.feed(member("$join", ALICE, "join"));
      for (int i = 0; i < 5; i++) {
        int duration = 1_000 - i;
        topology.feed(sticky("$" + i, ALICE, topology.now()).setDurationMs(duration).build());
      }
      topology.deliveries();
      topology.passUnseen(Duration.ofSeconds(1));

      topology.pass(Duration.ofMillis(500));
      List<String> first = removed(topology);
      topology.pass(Duration.ofMillis(500));
      List<String> second = removed(topology);

      assertThat(first).containsExactly("$4", "$3", "$2");
      assertThat(second).containsExactly("$1", "$0");
      assertThat(topology.counted(RoomMetrics.EXPIRY_CUT)).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  @DisplayName("R02 an end that lies before what was already handled is handled too")
  void handlesLateEnds() {
    try (TopologyFixture topology = new TopologyFixture()) {
      topology.feed(member("$join", ALICE, "join"));
      topology.feed(sticky("$long", ALICE, topology.now()).setDurationMs(60_000).build());
      topology.pass(Duration.ofSeconds(61));
      removed(topology);

      topology.feed(sticky("$late", ALICE, topology.now() - 10_000).setDurationMs(10_001).build());
      topology.pass(Duration.ofSeconds(1));

      assertThat(removed(topology)).containsExactly("$late");
    }
  }

  private static List<String> removed(TopologyFixture topology) {
    return topology.deliveries().stream()
        .map(delivery -> delivery.getBody())
        .filter(StickyRemoved.class::isInstance)
        .map(body -> ((StickyRemoved) body).getEventId())
        .toList();
  }
}
