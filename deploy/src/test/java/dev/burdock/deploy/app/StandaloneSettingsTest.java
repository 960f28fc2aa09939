package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What standalone chooses for itself")
class StandaloneSettingsTest {
  private static final Settings NOTHING = Settings.of(Map.of());

  @TempDir Path data;

  @Test
  @DisplayName("stays the same at the next start")
  void survivesARestart() throws IOException {
    Settings first = StandaloneSettings.of(data, NOTHING);

    Settings second = StandaloneSettings.of(data, NOTHING);

    assertThat(second.below("")).isEqualTo(first.below("")).containsKey("burdock.internal.secret");
  }

  @Test
  @DisplayName("gives way to what is configured")
  void configuredWins() throws IOException {
    Settings settings =
        StandaloneSettings.of(data, Settings.of(Map.of("burdock.topics.partitions", "7")));

    assertThat(settings.below("burdock.topics.")).containsEntry("partitions", "7");
  }

  @Test
  @DisplayName("lets the topology's transactions outlast a standstill of the machine")
  void transactionsHaveTime() throws IOException {
    Settings chosen = StandaloneSettings.of(data, NOTHING);

    KafkaConfig kafka = KafkaConfig.from(Settings.of(StandaloneSettings.streams(data, chosen)));

    Map<String, String> engine =
        Map.of("application.id", "any", "processing.guarantee", "exactly_once_v2");
    assertThat(new StreamsConfig(kafka.clientProperties(engine)).getProducerConfigs("any"))
        .containsEntry("transaction.timeout.ms", "60000");
  }

  @Test
  @DisplayName("is a server with a signing key that can be read, by its owner only")
  void signingKey() throws IOException {
    ServersConfig servers = ServersConfig.from(StandaloneSettings.of(data, NOTHING));

    Path file = servers.signingKeys().get("burdock.localhost");
    assertThat(SigningKey.parse(Files.readString(file)).keyId()).isEqualTo("ed25519:burdock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("is in a folder that only one process holds")
  void heldOnce() throws IOException {
    try (DataFolder folder = DataFolder.take(data)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> DataFolder.take(data))
          .withMessage(folder.path() + ": in use by another standalone");
    }

    try (DataFolder again = DataFolder.take(data)) {
      assertThat(again.path()).isEqualTo(data.toAbsolutePath());
    }
  }
}
