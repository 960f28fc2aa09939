package dev.burdock.deploy.destinations;

import static dev.burdock.deploy.destinations.DestinationSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Texts for a person")
class DisplayTextsTest {
  @ParameterizedTest(name = "{0} ms: {1}")
  @CsvSource({
    "-5, 0 s",
    "999, 0 s",
    "1000, 1 s",
    "59999, 59 s",
    "60000, 1 min",
    "61000, 1 min 1 s",
    "3599000, 59 min 59 s",
    "3600000, 1 h",
    "7845000, 2 h 10 min",
    "86400000, 1 d",
    "266400000, 3 d 2 h"
  })
  @DisplayName("show the two largest units of a time")
  void durations(long ms, String text) {
    assertThat(DisplayTexts.duration(ms)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} ms from now: {1}")
  @CsvSource({"0, due", "-1, due", "10000, in 10 s", "300000, in 5 min"})
  @DisplayName("say when a destination may be called next (R25)")
  void next(long ms, String text) {
    assertThat(DisplayTexts.in(NOW + ms, NOW)).isEqualTo(text);
  }

  @Test
  @DisplayName("show a dash for a time that is not known")
  void noTime() {
    assertThat(DisplayTexts.in(0, NOW)).isEqualTo("-");
    assertThat(DisplayTexts.ago(0, NOW)).isEqualTo("-");
  }

  @Test
  @DisplayName("show a moment in UTC without fractions")
  void moment() {
    assertThat(DisplayTexts.at(1_790_000_000_999L)).isEqualTo("2026-09-21T14:13:20Z");
  }

  @Test
  @DisplayName("let no stranger write to the terminal")
  void visible() {
    assertThat(DisplayTexts.visible("a\u001b[2Jb\u009bc\u202ed\ne\ud800"))
        .isEqualTo("a?[2Jb?c?d?e?");
    assertThat(DisplayTexts.visible("é 名 😀")).isEqualTo("é 名 😀");
  }

  @Test
  @DisplayName("are cut between characters")
  void cut() {
    assertThat(DisplayTexts.cut("abc", 3)).isEqualTo("abc");
    assertThat(DisplayTexts.cut("abcd", 3)).isEqualTo("abc…");
    assertThat(DisplayTexts.cut("ab😀d", 3)).isEqualTo("ab…");
  }
}
