package dev.burdock.matrix.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "!room\ntime=2026-01-01 level=ERROR forged:example.org",
        "a\r\nb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u001b[2Jb",
        "a\u202eb",
        "a\u0000b",
        "a\u009bb"
      })
  void no_text_of_a_stranger_begins_a_line_or_moves_a_cursor(String text) {
    assertThat(Printable.of(text).chars().noneMatch(c -> isHarmful((char) c))).isTrue();
  }

  @Test
  void what_is_harmless_stays_as_it_is() {
    assertThat(Printable.of("room=!ä€😀:example.org reason=\"no\""))
        .isEqualTo("room=!ä€😀:example.org reason=\"no\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /sync?access_token=SECRET%0a",
        "GET /sync?access_token=SECRET&since=1",
        "access_token=SECRET access_token=SECRET\naccess_token=SECRET",
        "Authorization: Bearer SECRET",
        "no such thing: access_token=SECRET%zz (expected: hex)"
      })
  void no_access_token_is_in_a_line(String text) {
    assertThat(Printable.of(text)).doesNotContain("SECRET");
  }

  @Test
  void a_long_text_takes_linear_time() {
    String text = "access_token=".repeat(80_000) + "\n".repeat(200_000);

    Assertions.assertTimeout(Duration.ofSeconds(5), () -> Printable.of(text));
  }

  @Test
  void a_text_is_cut_at_a_length() {
    assertThat(Printable.of("abcdef", 3)).isEqualTo("abc…");
  }

  private static boolean isHarmful(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\u202e';
  }
}
