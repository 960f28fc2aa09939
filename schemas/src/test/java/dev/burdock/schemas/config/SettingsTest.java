package dev.burdock.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Configuration")
class SettingsTest {
  private enum Mode {
    READ_COMMITTED,
    READ_UNCOMMITTED
  }

  private static final Key<Long> LIMIT =
      Key.integer("burdock.sync.limit", 100, 1, 100, "Events per response.");
  private static final Key<Boolean> ON = Key.bool("burdock.sync.on", true, "Whether.");
  private static final Key<Mode> MODE =
      Key.choice("burdock.sync.mode", Mode.READ_UNCOMMITTED, Mode.class, "Which.");
  private static final Key<String> TOKEN = Key.secret("burdock.ingest.hs-token", null, "Token.");
  private static final Key<List<String>> NAMES = Key.list("burdock.servers", "", "Names.");

  @TempDir Path dir;

  @Test
  @DisplayName("what is not configured has its default")
  void defaults() {
    Settings settings = Settings.of(Map.of());

    assertThat(settings.get(LIMIT)).isEqualTo(100);
    assertThat(settings.get(ON)).isTrue();
    assertThat(settings.get(MODE)).isEqualTo(Mode.READ_UNCOMMITTED);
    assertThat(settings.get(NAMES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "101", "-1", "many", "1.5", "99999999999999999999", "''"})
  @DisplayName("a number outside of its bound is refused with key, value and bound")
  void numberOutsideOfBound(String text) {
    Settings settings = Settings.of(Map.of("burdock.sync.limit", text));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.get(LIMIT))
        .withMessage("burdock.sync.limit: %s (expected: 1 to 100)", text);
  }

  @Test
  @DisplayName("texts of a form of their own are read one by one, and refused with key and text")
  void readers() {
    Settings settings =
        Settings.of(
            Map.of("burdock.servers", "1, 22", "burdock.more.7", " 8 ", "burdock.odd.7", "x"));

    assertThat(settings.get(NAMES, Integer::valueOf, "numbers")).containsExactly(1, 22);
    assertThat(settings.below("burdock.more.", Integer::valueOf, "a number"))
        .isEqualTo(Map.of(7, 8));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.below("burdock.odd.", Integer::valueOf, "a number"))
        .withMessage("burdock.odd.7: x (expected: a number)");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.get(NAMES, text -> "1".substring(text.length()), "one letter"))
        .withMessage("burdock.servers: 22 (expected: one letter)");
  }

  @Test
  @DisplayName("only true and false are booleans, only the constants are choices")
  void strictTexts() {
    Settings settings =
        Settings.of(Map.of("burdock.sync.on", "TRUE", "burdock.sync.mode", "READ_COMMITTED"));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.get(ON))
        .withMessage("burdock.sync.on: TRUE (expected: true or false)");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.get(MODE))
        .withMessage(
            "burdock.sync.mode: READ_COMMITTED (expected: read-committed, read-uncommitted)");
  }

  @Test
  @DisplayName("a required key that is missing is named")
  void required() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Settings.of(Map.of()).get(TOKEN))
        .withMessage("burdock.ingest.hs-token: missing (expected: a secret text)");
  }

  @Test
  @DisplayName("the environment beats the file, and what is set on top beats both")
  void precedence() throws IOException {
    Path file = Files.writeString(dir.resolve("c"), "burdock.sync.limit=10\nburdock.sync.on=false");
    Settings settings =
        Settings.load(file).withEnvironment(Map.of("BURDOCK_SYNC_LIMIT", "20"), List.of(LIMIT, ON));

    assertThat(settings.get(ON)).isFalse();
    assertThat(settings.get(LIMIT)).isEqualTo(20);
    assertThat(settings.with(Map.of("burdock.sync.limit", "30")).get(LIMIT)).isEqualTo(30);
  }

  @Test
  @DisplayName("a file that is not there is named")
  void missingFile() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Settings.load(dir.resolve("none.properties")))
        .withMessageContaining("none.properties: cannot be read");
  }

  @Test
  @DisplayName("a key that nobody reads is refused, those below an open prefix are not")
  void unknownKeys() {
    Settings settings =
        Settings.of(Map.of("burdock.kafka.client.x", "1", "other", "2", "burdock.sync.limt", "3"));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> settings.rejectUnknown(List.of(LIMIT), List.of(KafkaConfig.CLIENT_PREFIX)))
        .withMessage("burdock.sync.limt: unknown key (see docs/config.md)");
  }

  @Test
  @DisplayName("lists are split at commas, blanks are left out")
  void lists() {
    assertThat(Settings.of(Map.of("burdock.servers", " a.example, ,b.example,")).get(NAMES))
        .containsExactly("a.example", "b.example");
  }

  @Test
  @DisplayName("client properties reach every Kafka client, below its own, above the defaults")
  void clientProperties() {
    KafkaConfig config =
        KafkaConfig.from(
            Settings.of(
                Map.of(
                    "burdock.kafka.bootstrap", "k:9",
                    "burdock.kafka.client.security.protocol", "SSL",
                    "burdock.kafka.client.request.timeout.ms", "5000",
                    "burdock.kafka.client.acks", "0")));

    assertThat(config.clientProperties(Map.of("acks", "all")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "k:9",
                "security.protocol", "SSL",
                "request.timeout.ms", "5000",
                "default.api.timeout.ms", 10_000,
                "acks", "all"));
  }

  @Test
  @DisplayName("a server name without a signing key is refused by name")
  void serverWithoutKey() {
    Settings settings =
        Settings.of(
            Map.of(
                "burdock.servers", "a.example,b.example",
                "burdock.signing-key.a.example", "/a.key"));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ServersConfig.from(settings))
        .withMessage("burdock.signing-key.b.example: missing (expected: a signing key file)");
  }
}
