package dev.burdock.fanout.federation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecentPushesTest {
  private static final List<String> TO = List.of("a.example");
  private final RecentPushes pushes = new RecentPushes(10);

  @Test
  @DisplayName("R22 a server that joins again is pushed the same events once more")
  void joinsAgain() {
    assertThat(pushes.first("$1", true, 1_000, TO)).isTrue();
    assertThat(pushes.first("$1", true, 2_000, TO)).isTrue();
  }

  @Test
  @DisplayName("R21 a record that is there twice for one reason is taken up once")
  void repeated() {
    assertThat(pushes.first("$1", false, 1_000, TO)).isTrue();
    assertThat(pushes.first("$1", false, 1_000, TO)).isFalse();
    assertThat(pushes.first("$1", true, 1_000, TO)).isTrue();
  }
}
