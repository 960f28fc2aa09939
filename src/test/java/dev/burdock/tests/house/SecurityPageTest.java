package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SECURITY.md and the configuration that it speaks of. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern KEY = Pattern.compile("`(burdock\\.[a-z0-9.-]+[a-z0-9])`");

  @Test
  @DisplayName("every key that bounds something is one of the configuration")
  void keysExist() throws IOException {
    String config = Files.readString(ROOT.resolve("docs/config.md"));

    assertThat(KEY.matcher(Files.readString(ROOT.resolve("SECURITY.md"))).results())
        .extracting(key -> key.group(1))
        .isNotEmpty()
        .allMatch(key -> config.contains("| `" + key + "` |"));
  }
}
