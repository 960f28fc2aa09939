package dev.burdock.streams.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * The internal room reads of this node.
 *
 * @param host address to listen at
 * @param port port to listen at; 0 for any free one
 * @param advertised host name that other nodes reach this one by; empty for {@code host}
 * @param secret what every reader must show
 * @param waitMs how long a read waits for records that are not applied yet, ms
 * @param listener what the listener bears of strangers
 */
public record ReadsConfig(
    String host, int port, String advertised, String secret, long waitMs, ListenerConfig listener) {
  public static final Key<String> HOST =
      Key.string("burdock.streams.host", "127.0.0.1", "Address that the room reads listen at.");
  public static final Key<Long> PORT =
      Key.integer(
          "burdock.streams.port", 8482, 0, 65_535, "Port of the room reads; 0 for any free one.");
  public static final Key<String> ADVERTISED =
      Key.string(
          "burdock.streams.advertised-host",
          "",
          "Host name by which other nodes reach the room reads; empty for burdock.streams.host.");
  public static final Key<String> SECRET =
      Key.secret(
          "burdock.internal.secret", null, "What nodes show each other on internal requests.");
  public static final Key<Long> WAIT_MS =
      Key.integer(
          "burdock.streams.read-wait-ms",
          2_000,
          0,
          60_000,
          "How long a room read waits for records that are not applied yet, ms.");
  static final List<Key<?>> KEYS = List.of(HOST, PORT, ADVERTISED, SECRET, WAIT_MS);

  public ReadsConfig {
    if (secret.isBlank()) {
      throw ConfigException.of(SECRET.name(), "(secret)", "a secret text that is not blank");
    }
    boolean anyAddress = host.equals("0.0.0.0") || host.equals("::");
    if (advertised.isEmpty() && anyAddress) {
      throw ConfigException.of(ADVERTISED.name(), "", "a host name, because the host is " + host);
    }
  }

  static ReadsConfig from(Settings settings) {
    return new ReadsConfig(
        settings.get(HOST),
        settings.get(PORT).intValue(),
        settings.get(ADVERTISED),
        settings.get(SECRET),
        settings.get(WAIT_MS),
        ListenerConfig.from(settings));
  }

  /** The host name that other nodes use. */
  public String reachableHost() {
    return advertised.isEmpty() ? host : advertised;
  }
}
