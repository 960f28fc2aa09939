package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The trouble of a part that is asked every second")
class TroubleLogTest {
  private Instant now = Instant.EPOCH;
  private final InstantSource source = () -> now;
  private final TroubleLog log = new TroubleLog("registry", source.withZone(ZoneOffset.UTC));

  @Test
  @DisplayName("is told once, and again when it is another")
  void changes() {
    assertThat(log.trouble("refused")).isTrue();
    assertThat(log.trouble("refused")).isFalse();
    assertThat(log.trouble("not within 3 s")).isTrue();
    assertThat(log.trouble("not within 3 s")).isFalse();
  }

  @Test
  @DisplayName("is told again after five minutes")
  void reminds() {
    assertThat(log.trouble("refused")).isTrue();
    now = now.plus(Duration.ofMinutes(5)).minusMillis(1);
    assertThat(log.trouble("refused")).isFalse();
    now = now.plusMillis(1);
    assertThat(log.trouble("refused")).isTrue();
    assertThat(log.trouble("refused")).isFalse();
  }

  @Test
  @DisplayName("is told to be over once, and is new when it comes back")
  void ends() {
    assertThat(log.ready()).isFalse();
    assertThat(log.trouble("refused")).isTrue();
    assertThat(log.ready()).isTrue();
    assertThat(log.ready()).isFalse();
    assertThat(log.trouble("refused")).isTrue();
  }
}
