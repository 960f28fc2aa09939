package dev.burdock.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of configuration keys")
class ConfigPageTest {
  private static final Path PAGE = Path.of("..", "docs", "config.md");

  @Test
  @DisplayName("docs/config.md says what the code says")
  void pageIsCurrent() throws IOException {
    assertThat(Files.readString(PAGE))
        .as("docs/config.md is old; to write it anew: ./burdock config --markdown > docs/config.md")
        .isEqualTo(ConfigPage.markdown());
  }

  @Test
  @DisplayName("every key is named once, below burdock., and explained in a sentence")
  void keysAreExplained() {
    assertThat(ConfigCatalogue.keys()).extracting(Key::name).doesNotHaveDuplicates();
    assertThat(ConfigCatalogue.keys())
        .allSatisfy(
            key -> {
              assertThat(key.name()).matches("burdock(\\.[a-z0-9-]+)+");
              assertThat(key.doc()).as(key.name()).endsWith(".");
            });
  }

  @Test
  @DisplayName("every default is within its own bound")
  void defaultsAreValid() {
    assertThat(ConfigCatalogue.keys())
        .filteredOn(key -> key.defaultText() != null)
        .allSatisfy(key -> assertThat(key.reader().apply(key.defaultText())).isNotNull());
  }

  @Test
  @DisplayName("all listeners can have their default ports in one process")
  void defaultPortsDiffer() {
    assertThat(ConfigCatalogue.keys())
        .filteredOn(key -> key.name().endsWith("port"))
        .hasSizeGreaterThanOrEqualTo(7)
        .extracting(Key::defaultText)
        .doesNotHaveDuplicates();
  }
}
