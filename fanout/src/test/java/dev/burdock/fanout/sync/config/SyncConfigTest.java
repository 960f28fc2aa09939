package dev.burdock.fanout.sync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncConfigTest {
  private static final Settings LEAST =
      Settings.of(Map.of("burdock.internal.secret", "between-us"));

  @Test
  void aLimitOutOfBoundsIsRefusedByName() {
    assertThatThrownBy(() -> SyncConfig.from(LEAST.with(Map.of("burdock.sync.limit", "0"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("burdock.sync.limit: 0 (expected: 1 to 100)");
  }

  @Test
  void aRoomReadsAddressThatIsNoUrlIsRefused() {
    assertThatThrownBy(
            () -> SyncConfig.from(LEAST.with(Map.of("burdock.sync.room-reads", "localhost"))))
        .hasMessageStartingWith("burdock.sync.room-reads: localhost");
  }

  @Test
  void aTokenStandsForItsUserInPlainAndAsHash() {
    String hash = AccessTokens.hash("hashed-token");

    SyncConfig config =
        SyncConfig.from(
            LEAST.with(
                Map.of(
                    "burdock.sync.token.plain-token",
                    "@alice:example.org",
                    "burdock.sync.token." + hash,
                    "@bob:example.org")));

    assertThat(config.users().user("plain-token")).contains("@alice:example.org");
    assertThat(config.users().user("hashed-token")).contains("@bob:example.org");
    assertThat(config.users().user("another")).isEmpty();
  }

  @Test
  void tokensAreReadFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokens.properties");
    Files.writeString(file, "syt_abc=@alice:example.org\n");

    SyncConfig config =
        SyncConfig.from(LEAST.with(Map.of("burdock.sync.token-file", file.toString())));

    assertThat(config.users().user("syt_abc")).contains("@alice:example.org");
  }

  @Test
  void aUserThatIsNoUserIdIsRefused() {
    assertThatThrownBy(() -> SyncConfig.from(LEAST.with(Map.of("burdock.sync.token.abc", "alice"))))
        .hasMessageContaining("alice (expected: a user id");
  }

  @Test
  void noSecretIsPrinted() {
    SyncConfig config =
        SyncConfig.from(LEAST.with(Map.of("burdock.sync.token.abc", "@alice:example.org")));

    assertThat(config.toString()).doesNotContain("between-us").doesNotContain("abc");
  }
}
