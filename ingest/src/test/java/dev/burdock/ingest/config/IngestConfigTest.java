package dev.burdock.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestConfigTest {
  private static final ServersConfig SERVERS =
      new ServersConfig(Map.of("hs1.example", Path.of("key")));

  @Test
  void the_defaults_hold() {
    IngestConfig config = IngestConfig.from(Settings.of(Map.of()));

    assertThat(config.port()).isEqualTo(8480);
    assertThat(config.feeds().hsToken().isPresent()).isFalse();
    assertThat(config.serverAmong(SERVERS)).isEqualTo("hs1.example");
    assertThat(config.homeserver().federationUrl()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "burdock.ingest.port, 65536",
    "burdock.ingest.max-body-bytes, 1",
    "burdock.ingest.max-inflight-bytes, 65536",
    "burdock.ingest.publish-timeout-ms, 1",
    "burdock.ingest.homeserver.url, hs1.example",
    "burdock.ingest.pdu-source, elsewhere",
    "burdock.ingest.pdu-fetches, 0"
  })
  void a_value_out_of_bounds_is_named(String key, String value) {
    assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of(key, value))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + ": " + value + " (expected: ");
  }

  @Test
  void the_admin_source_needs_its_token_and_the_server_must_be_ours() {
    Settings admin = Settings.of(Map.of("burdock.ingest.pdu-source", "synapse-admin"));
    IngestConfig other =
        IngestConfig.from(Settings.of(Map.of("burdock.ingest.server", "hs2.example")));

    assertThatThrownBy(() -> IngestConfig.from(admin)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> other.serverAmong(SERVERS)).isInstanceOf(ConfigException.class);
  }

  @Test
  void no_token_shows_itself() {
    IngestConfig config =
        IngestConfig.from(
            Settings.of(
                Map.of(
                    "burdock.ingest.hs-token", "geheim",
                    "burdock.ingest.homeserver.as-token", "geheim")));

    assertThat(config.toString()).contains("(secret)").doesNotContain("geheim");
    assertThat(config.feeds().hsToken().matches("geheim")).isTrue();
    assertThat(config.feeds().hsToken().matches("geheim ")).isFalse();
    assertThat(new Token("").matches("")).isFalse();
  }

  @Test
  void the_federation_api_is_where_the_client_api_is_unless_told() {
    HomeserverConfig config =
        HomeserverConfig.from(
            Settings.of(Map.of("burdock.ingest.homeserver.url", "http://127.0.0.1:8008/")));

    assertThat(config.federationUrl()).isEqualTo(config.url());
    assertThat(config.url().orElseThrow().toString()).isEqualTo("http://127.0.0.1:8008");
  }
}
