package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R20 An answer that shows a part of a burst")
class BurstHoldTest {
  private static final long LONGEST = 1_000;

  private final BurstHold hold = new BurstHold(LONGEST);

  @Test
  @DisplayName("is given at once when nothing in it came late")
  void nothingLate() {
    assertThat(hold.pauseMs(0, 5_000)).isEmpty();
  }

  @Test
  @DisplayName("waits a moment, and is given when it has not grown meanwhile")
  void whole() {
    assertThat(hold.pauseMs(7, 5_000)).hasValue(300);
    assertThat(hold.pauseMs(7, 5_320)).isEmpty();
  }

  @Test
  @DisplayName("is asked for once more before the bound, less the time that an answer takes")
  void growing() {
    hold.pauseMs(1, 5_000);

    assertThat(hold.pauseMs(12, 5_350)).hasValue(600);
    assertThat(hold.leftMs(5_350)).isEqualTo(650);
    assertThat(hold.pauseMs(40, 6_000)).isEmpty();
  }

  @Test
  @DisplayName("is never held longer than the bound, however slow the homeserver answers")
  void slow() {
    hold.pauseMs(1, 5_000);

    assertThat(hold.pauseMs(12, 5_800)).isEmpty();
    assertThat(hold.leftMs(6_100)).isZero();
  }

  @Test
  @DisplayName("is not held at all where the bound says so")
  void off() {
    assertThat(new BurstHold(0).pauseMs(9, 5_000)).isEmpty();
  }
}
