package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BurstGateTest {
  private static final long WAIT = 1_000;

  private final BurstGate gate = new BurstGate(WAIT);

  @Test
  @DisplayName("R20 nothing of a burst is shown before its last record")
  void anOpenBurstIsHeldBack() {
    gate.pass(at(1));
    gate.pass(at(2), burst("!a", 0, 3), 0);
    gate.pass(at(3), burst("!a", 1, 3), 0);
    assertThat(gate.visible(0)).isEqualTo(at(1));

    gate.pass(at(4), burst("!a", 2, 3), 0);

    assertThat(gate.visible(0)).isEqualTo(at(4));
  }

  @Test
  @DisplayName("R20 bursts of two rooms that interleave are each shown whole")
  void interleavedBurstsWaitForEachOther() {
    gate.pass(at(1), burst("!a", 0, 2), 0);
    gate.pass(at(2), burst("!b", 0, 2), 0);
    gate.pass(at(3), burst("!a", 1, 2), 0);
    assertThat(gate.visible(0)).as("room b began inside a's burst").isEqualTo(Mark.NONE);

    gate.pass(at(4), burst("!b", 1, 2), 0);

    assertThat(gate.visible(0)).isEqualTo(at(4));
  }

  @Test
  @DisplayName("R20 a burst whose last record never comes holds others back for a bounded time")
  void anIncompleteBurstIsShownAfterTheWait() {
    gate.pass(at(1), burst("!a", 0, 2), 5_000);
    gate.pass(at(2));
    assertThat(gate.visible(5_000 + WAIT - 1)).isEqualTo(Mark.NONE);

    assertThat(gate.visible(5_000 + WAIT)).isEqualTo(at(2));
  }

  @Test
  void aBurstOfWhichOnlyTheLastRecordDeliversHoldsNothingBack() {
    gate.pass(at(7), burst("!a", 4, 5), 0);

    assertThat(gate.visible(0)).isEqualTo(at(7));
  }

  @Test
  void aMarkThatLiesBehindTheLastOneIsAReplay() {
    gate.pass(new Mark(5, 1));

    assertThat(gate.isReplay(new Mark(5, 0))).isTrue();
    assertThat(gate.isReplay(new Mark(4, 9))).isTrue();
    assertThat(gate.isReplay(new Mark(5, 1))).isFalse();
    assertThat(gate.isReplay(new Mark(5, 2))).isFalse();
  }

  private static Mark at(long offset) {
    return new Mark(offset, 0);
  }

  private static BurstGate.BurstPlace burst(String room, int index, int size) {
    return new BurstGate.BurstPlace(room, "txn", index, size);
  }
}
