package dev.burdock.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When stream threads that failed are replaced. */
class RestartPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final RestartPolicy policy = new RestartPolicy();

  @Test
  @DisplayName("the wait doubles from half a second to half a minute")
  void waitsLonger() {
    assertThat(IntStream.range(0, 9).mapToObj(i -> policy.failed(NOW, true).orElseThrow()))
        .map(Duration::toMillis)
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  @DisplayName("a failure that passes by itself is waited for as long as it takes")
  void neverGivesUpOnPassingFailures() {
    assertThat(IntStream.range(0, 500).mapToObj(i -> policy.failed(NOW.plusSeconds(i), true)))
        .allMatch(Optional::isPresent);
  }

  @Test
  @DisplayName("any other failure is given up after ten within ten minutes")
  void givesUp() {
    IntStream.range(0, 10).forEach(i -> policy.failed(NOW, false));

    assertThat(policy.failed(NOW, false)).isEmpty();
  }

  @Test
  @DisplayName("after ten quiet minutes it begins anew")
  void forgets() {
    IntStream.range(0, 10).forEach(i -> policy.failed(NOW, false));

    assertThat(policy.failed(NOW.plus(RestartPolicy.WINDOW).plusMillis(1), false))
        .contains(Duration.ofMillis(500));
  }
}
