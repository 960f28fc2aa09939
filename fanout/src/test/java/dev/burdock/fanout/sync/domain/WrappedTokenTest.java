package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedTokenTest {

  @ParameterizedTest
  @CsvSource({"b2abc.s1_2, b2abc, s1_2", "b2.s1, b2, s1", "b2a-_Z9.s1.2.3, b2a-_Z9, s1.2.3"})
  @DisplayName("a token is cut at its first dot")
  void ours(String text, String sticky, String upstream) {
    assertThat(WrappedToken.parse(text)).isEqualTo(new WrappedToken(sticky, upstream));
    assertThat(WrappedToken.mayBe(text)).isTrue();
    assertThat(WrappedToken.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "b", "b.", "b2", "b2abc", "s1_2.3", "ba.s1", "b2+.s1", "b2 .s1", "B2.s"})
  @DisplayName("what is no token of ours is the homeserver's as a whole")
  void theirs(String text) {
    assertThat(WrappedToken.parse(text)).isEqualTo(new WrappedToken("", text));
    assertThat(WrappedToken.mayBe(text)).isFalse();
  }

  @Test
  @DisplayName("a token of any length is cut in one scan")
  void linear() {
    String digits = "b" + "1".repeat(2_000_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 20; i++) {
            assertThat(WrappedToken.parse(digits).sticky()).isEmpty();
            assertThat(WrappedToken.mayBe(digits + ".s1")).isFalse();
          }
        });
  }
}
