package dev.burdock.streams.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A token bucket as the time at which it is full again. */
class RateTest {
  private static final long NOW_MS = 1_000_000;

  @Test
  @DisplayName("R28 a full bucket gives its burst at once, then one token a step")
  void givesTheBurstThenSteps() {
    assertThat(frees(new Rate(60, 3), 0, 6)).containsExactly(0, 0, 0, 1_000, 2_000, 3_000);
  }

  @Test
  @DisplayName("R28 a quiet time gives back what it lasted for and no more than the burst")
  void fillsUpToItsBurst() {
    long fullUs = (NOW_MS - 3_600_000) * 1_000;

    assertThat(frees(new Rate(60, 2), fullUs, 4)).containsExactly(0, 0, 1_000, 2_000);
  }

  @Test
  @DisplayName("R28 steps that are no whole milliseconds never come too early")
  void roundsUp() {
    assertThat(frees(new Rate(70_000, 1), 0, 4)).containsExactly(0, 1, 2, 3);
  }

  @Test
  @DisplayName("R28 a rate outside of its bounds is refused with both values")
  void refusesNonsense() {
    assertThatThrownBy(() -> new Rate(-1, 1)).hasMessageContaining("-1 a minute, 1 at once");
    assertThatThrownBy(() -> new Rate(1, 0)).hasMessageContaining("1 a minute, 0 at once");
  }

  /** When the next tokens come after NOW, each taken at once. */
  private static long[] frees(Rate rate, long fullUs, int count) {
    long[] full = {fullUs};
    return LongStream.range(0, count)
        .map(
            i -> {
              long freeMs = rate.freeMs(full[0], NOW_MS) - NOW_MS;
              full[0] = rate.taken(full[0], NOW_MS);
              return freeMs;
            })
        .toArray();
  }
}
