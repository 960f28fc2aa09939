package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ToldTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  @DisplayName("R12 what was told is known until it came")
  void whatCameIsForgotten() {
    Told told = Told.NONE.with(List.of("$a", "$b"), NOW);

    assertThat(told.holds("$a")).isTrue();
    assertThat(told.holds("$c")).isFalse();
    assertThat(told.without(List.of("$a"), NOW).holds("$a")).isFalse();
    assertThat(told.without(List.of("$a"), NOW).holds("$b")).isTrue();
  }

  @Test
  @DisplayName("R12 what never comes is forgotten after ten minutes")
  void whatNeverComesIsForgotten() {
    Told told = Told.NONE.with(List.of("$a"), NOW);

    assertThat(told.without(List.of(), NOW + 599_000).holds("$a")).isTrue();
    assertThat(told.without(List.of(), NOW + 600_000)).isEqualTo(Told.NONE);
  }

  @Test
  @DisplayName("R12 the latest 64 are known, each once")
  void theOldestGiveWay() {
    Told told = Told.NONE;
    for (int round = 0; round < 2; round++) {
      for (int id = 0; id < 100; id++) {
        told = told.with(List.of("$" + id, "$" + id), NOW);
      }
    }

    Told latest = told;
    assertThat(latest.entries()).hasSize(64).doesNotHaveDuplicates();
    assertThat(IntStream.range(36, 100).mapToObj(id -> "$" + id)).allMatch(latest::holds);
  }
}
