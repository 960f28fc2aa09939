package dev.burdock.fanout.federation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private final Backoff plain =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), 0, new Random(1));

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "7, 128", "8, 256", "9, 300", "10, 300", "2000000000, 300"})
  @DisplayName("R25 a backoff doubles from 2 s to 5 min")
  void doubles(int failures, long seconds) {
    assertThat(plain.after(failures)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  @DisplayName("R25 chance keeps a backoff within its share, and spreads it")
  void jitter() {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5), 0.2, new Random(7));

    var samples = java.util.stream.Stream.generate(() -> backoff.after(1)).limit(200).toList();

    assertThat(samples).allMatch(d -> d.toMillis() >= 8_000 && d.toMillis() <= 12_000);
    assertThat(samples.stream().distinct().count()).isGreaterThan(100);
    assertThat(backoff.longest()).isEqualTo(Duration.ofMinutes(6));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 500", "0, 2, 1000", "700, 1, 700", "0, 1000, 32000", "9999999, 1, 300000"})
  @DisplayName("a wait that was asked for is kept, within bounds that grow with repetition")
  void waits(long asked, int times, long expected) {
    assertThat(plain.wait(Duration.ofMillis(asked), times)).isEqualTo(Duration.ofMillis(expected));
  }
}
