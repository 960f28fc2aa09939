package dev.burdock.deploy.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The listener for operators: {@code /health} and {@code /metrics}.
 *
 * @param host address that it binds
 * @param port its port; 0 takes any free one
 * @param faultGrace from a fault of a role to the end of the process
 * @param listener what the listener bears of strangers
 */
public record ManagementConfig(
    String host, int port, Duration faultGrace, ListenerConfig listener) {
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
  public static final Key<Long> FAULT_GRACE_MS =
      Key.integer(
          "burdock.management.fault-grace-ms",
          10_000,
          0,
          600_000,
          "How long a process whose role cannot go on says so on /health before it ends with status"
              + " 1, ms.");
  public static final List<Key<?>> KEYS = List.of(HOST, PORT, FAULT_GRACE_MS);

  public static ManagementConfig from(Settings settings) {
    return new ManagementConfig(
        settings.get(HOST),
        settings.get(PORT).intValue(),
        Duration.ofMillis(settings.get(FAULT_GRACE_MS)),
        ListenerConfig.from(settings));
  }
}
