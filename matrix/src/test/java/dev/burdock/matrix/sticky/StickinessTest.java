package dev.burdock.matrix.sticky;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.RandomJson;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.sticky.Stickiness.Lifetime;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The rules of stickiness")
class StickinessTest {
  private static final long HOUR = 3_600_000;

  @ParameterizedTest
  @EnumSource
  @DisplayName("R01 an integer duration of at least 0 under either name makes an event sticky")
  void sticky(StickyNames names) {
    for (String key : new String[] {"msc4354_sticky", "sticky"}) {
      assertThat(duration(key, "{\"duration_ms\":0}", names)).hasValue(0);
      assertThat(duration(key, "{\"duration_ms\":600000}", names)).hasValue(600_000);
      assertThat(duration(key, "{\"duration_ms\":4000000,\"x\":1}", names)).hasValue(4_000_000);
      assertThat(duration(key, "{\"duration_ms\":9223372036854775807}", names))
          .hasValue(Long.MAX_VALUE);
      assertThat(duration(key, "{\"duration_ms\":9223372036854775808}", names))
          .hasValue(Long.MAX_VALUE);
      assertThat(duration(key, "{\"duration_ms\":-0}", names)).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"duration_ms\":\"600000\"}",
        "{\"duration_ms\":3600000.0}",
        "{\"duration_ms\":1e3}",
        "{\"duration_ms\":-1}",
        "{\"duration_ms\":-9223372036854775809}",
        "{\"duration_ms\":null}",
        "{\"duration_ms\":true}",
        "{\"duration_ms\":[1]}",
        "{}",
        "[]",
        "[{\"duration_ms\":1}]",
        "600000",
        "\"x\"",
        "null",
        "true",
        "{\"content\":{\"duration_ms\":1}}"
      })
  @DisplayName("R01 anything else makes an ordinary event, never an error")
  void ordinary(String sticky) {
    assertThat(duration("msc4354_sticky", sticky, StickyNames.UNSTABLE)).isEmpty();
    assertThat(duration("sticky", sticky, StickyNames.UNSTABLE)).isEmpty();
  }

  @Test
  @DisplayName("R01 of two sticky objects the emitted name's wins if it is well-formed")
  void bothNames() {
    String event = "{\"msc4354_sticky\":{\"duration_ms\":1},\"sticky\":{\"duration_ms\":2}}";

    assertThat(Stickiness.durationMs(Vectors.tree(event), StickyNames.UNSTABLE)).hasValue(1);
    assertThat(Stickiness.durationMs(Vectors.tree(event), StickyNames.STABLE)).hasValue(2);
    assertThat(
            Stickiness.durationMs(
                Vectors.tree("{\"msc4354_sticky\":{},\"sticky\":{\"duration_ms\":2}}"),
                StickyNames.UNSTABLE))
        .hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "\"x\"", "null", "[]", "{\"content\":{\"sticky\":{\"duration_ms\":1}}}"})
  @DisplayName("R01 an event that is no object, or has it elsewhere, is ordinary")
  void notAnEvent(String event) {
    assertThat(Stickiness.durationMs(Vectors.tree(event), StickyNames.STABLE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 2000, 500, 1000, 1500", // R02 dated in the future: starts when it arrived
    "2000, 1000, 500, 1000, 1500", // R02 late: starts when it was made
    "1000, 1000, 3600001, 1000, 3601000",
    "1000, 1000, 0, 1000, 1000"
  })
  @DisplayName("R02 an event is sticky from the earlier time, for an hour at most")
  void window(long received, long origin, long duration, long start, long end) {
    assertThat(Stickiness.lifetime(received, origin, duration)).isEqualTo(new Lifetime(start, end));
  }

  @Test
  @DisplayName("R02 no times and durations overflow")
  void noOverflow() {
    Random random = new Random(4354);
    long[] edges = {
      Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, HOUR, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };
    for (int i = 0; i < 20_000; i++) {
      long received = any(random, edges);
      long origin = any(random, edges);
      long duration = any(random, edges) & Long.MAX_VALUE;
      long now = any(random, edges);

      Lifetime window = Stickiness.lifetime(received, origin, duration);

      BigInteger start = BigInteger.valueOf(Math.min(received, origin));
      BigInteger end = start.add(BigInteger.valueOf(Math.min(duration, HOUR)));
      boolean sticky = BigInteger.valueOf(now).compareTo(end) < 0 && duration > 0;
      if (end.bitLength() < 64) {
        assertThat(window.endMs()).as("seed 4354, case %d", i).isEqualTo(end.longValueExact());
        assertThat(window.isSticky(now)).as("seed 4354, case %d", i).isEqualTo(sticky);
      }
      assertThat(window.remainingMs(now).isPresent()).isEqualTo(window.isSticky(now));
      window.remainingMs(now).ifPresent(left -> assertThat(left).isPositive());
    }
  }

  @Test
  @DisplayName("R17 the time left counts down to 1 and is then absent")
  void remaining() {
    Lifetime window = Stickiness.lifetime(1_000, 1_000, 500);

    assertThat(window.remainingMs(1_000)).hasValue(500);
    assertThat(window.remainingMs(1_499)).hasValue(1);
    assertThat(window.remainingMs(1_500)).isEmpty();
    assertThat(window.isSticky(1_499)).isTrue();
    assertThat(window.isSticky(1_500)).isFalse();
  }

  @Test
  @DisplayName("R03 what is over when it arrives, or lasts no time, is not worth keeping")
  void worthKeeping() {
    assertThat(Stickiness.isWorthKeeping(Stickiness.lifetime(2_000, 1_000, 1_000), 2_000))
        .isFalse();
    assertThat(Stickiness.isWorthKeeping(Stickiness.lifetime(2_000, 1_000, 1_001), 2_000)).isTrue();
    assertThat(Stickiness.isWorthKeeping(Stickiness.lifetime(2_000, 2_000, 0), 2_000)).isFalse();
    assertThat(Stickiness.isWorthKeeping(Stickiness.lifetime(2_000, 2_000, 0), 1_000)).isFalse();
  }

  @Test
  @DisplayName("R01 random JSON is sticky or ordinary, never an error")
  void randomJson() {
    RandomJson random = new RandomJson(20260901);
    for (int i = 0; i < 5_000; i++) {
      OptionalLong duration = Stickiness.durationMs(random.value(), StickyNames.UNSTABLE);
      duration.ifPresent(ms -> assertThat(ms).isNotNegative());
    }
  }

  private static OptionalLong duration(String key, String sticky, StickyNames names) {
    return Stickiness.durationMs(Vectors.tree("{\"" + key + "\":" + sticky + "}"), names);
  }

  private static long any(Random random, long[] edges) {
    return random.nextInt(3) == 0
        ? edges[random.nextInt(edges.length)]
        : random.nextLong() >> random.nextInt(64);
  }
}
