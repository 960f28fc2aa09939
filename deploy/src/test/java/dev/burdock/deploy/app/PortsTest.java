package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("The ports of a process")
class PortsTest {
  static final List<String> KEYS =
      List.of(
          "burdock.standalone.kafka-port",
          "burdock.management.port",
          "burdock.ingest.port",
          "burdock.streams.port",
          "burdock.sync.port");

  @ParameterizedTest(name = "{0}")
  @FieldSource("KEYS")
  @DisplayName("are named with their key when somebody else has one")
  void taken(String key) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings settings = anyPortBut(key, socket.getLocalPort());

      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> Ports.requireFree(settings))
          .withMessageStartingWith("%s: %d (expected: a free port", key, socket.getLocalPort());
    }
  }

  @Test
  @DisplayName("may be any")
  void any() {
    Settings settings = anyPortBut("burdock.sync.port", 0);

    assertThatCode(() -> Ports.requireFree(settings)).doesNotThrowAnyException();
  }

  private static Settings anyPortBut(String key, int port) {
    Map<String, String> texts = new HashMap<>();
    KEYS.forEach(any -> texts.put(any, "0"));
    texts.put(key, Integer.toString(port));
    return Settings.of(texts);
  }
}
