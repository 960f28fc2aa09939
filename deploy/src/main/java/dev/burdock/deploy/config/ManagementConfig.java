package dev.burdock.deploy.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * The listener for operators: {@code /health} and {@code /metrics}.
 *
 * @param host address that it binds
 * @param port its port; 0 takes any free one
 */
public record ManagementConfig(String host, int port) {
  public static final Key<String> HOST =
      Key.string(
          "burdock.management.host", "127.0.0.1", "Address that /health and /metrics come in on.");
  public static final Key<Long> PORT =
      Key.integer(
          "burdock.management.port",
          8484,
          0,
          65_535,
          "Port of /health and /metrics; 0: any free one.");
  public static final List<Key<?>> KEYS = List.of(HOST, PORT);

  public static ManagementConfig from(Settings settings) {
    return new ManagementConfig(settings.get(HOST), settings.get(PORT).intValue());
  }
}
