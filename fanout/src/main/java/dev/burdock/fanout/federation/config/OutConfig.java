package dev.burdock.fanout.federation.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The way out: the listener through which the homeserver sends its own federation requests (R33).
 *
 * @param secret what the homeserver shows; empty for no way out
 * @param host address to listen at
 * @param port port to listen at; 0 for any free one
 * @param advertised host name that other workers reach this one by; empty for {@code host}
 * @param bodyBytes bodies of requests in memory, bytes; further requests wait
 * @param hold how long a transaction waits for the worker that has its destination
 * @param drain how long requests under way are waited for when the role stops
 * @param listener what the listener bears
 */
public record OutConfig(
    String secret,
    String host,
    int port,
    String advertised,
    long bodyBytes,
    Duration hold,
    Duration drain,
    ListenerConfig listener) {
  /** The largest body of one request, bytes. */
  public static final int MAX_BODY = 32 << 20;

  public static final Key<String> SECRET =
      Key.secret(
          "burdock.federation.out.secret",
          "",
          "Synapse's worker_replication_secret, the same for every worker; empty for no way out.");
  public static final Key<String> HOST =
      Key.string(
          "burdock.federation.out.host", "127.0.0.1", "Address that the way out listens at.");
  public static final Key<Long> PORT =
      Key.integer(
          "burdock.federation.out.port",
          8485,
          0,
          65_535,
          "Port of the way out; 0 for any free one.");
  public static final Key<String> ADVERTISED =
      Key.string(
          "burdock.federation.out.advertised-host",
          "",
          "Host name by which other workers reach the way out; empty for"
              + " burdock.federation.out.host.");
  public static final Key<Long> BODY_BYTES =
      Key.integer(
          "burdock.federation.out.body-bytes",
          256 << 20,
          MAX_BODY,
          64L << 30,
          "Bodies of the homeserver's requests in memory, bytes; further requests wait.");
  public static final Key<Long> HOLD =
      Key.integer(
          "burdock.federation.out.hold-ms",
          20_000,
          0,
          50_000,
          "How long a transaction of the homeserver waits for the worker that has its destination"
              + " before it goes out of turn, ms.");
  public static final Key<Long> DRAIN =
      Key.integer(
          "burdock.federation.out.drain-ms",
          20_000,
          0,
          600_000,
          "How long the homeserver's requests under way are waited for when the role stops, ms.");
  public static final List<Key<?>> KEYS =
      List.of(SECRET, HOST, PORT, ADVERTISED, BODY_BYTES, HOLD, DRAIN);

  public OutConfig {
    boolean anyAddress = host.equals("0.0.0.0") || host.equals("::");
    if (!secret.isEmpty() && advertised.isEmpty() && anyAddress) {
      throw ConfigException.of(ADVERTISED.name(), "", "a host name, because the host is " + host);
    }
  }

  public static OutConfig from(Settings settings) {
    return new OutConfig(
        settings.get(SECRET),
        settings.get(HOST),
        settings.get(PORT).intValue(),
        settings.get(ADVERTISED),
        settings.get(BODY_BYTES),
        Duration.ofMillis(settings.get(HOLD)),
        Duration.ofMillis(settings.get(DRAIN)),
        ofOnePeer(ListenerConfig.from(settings), settings.get(BODY_BYTES)));
  }

  /** Whether there is a way out. */
  public boolean on() {
    return !secret.isEmpty();
  }

  /** The host name that other workers use. */
  public String reachableHost() {
    return advertised.isEmpty() ? host : advertised;
  }

  /** All connections are the homeserver's: no bound of one address is below those of all. */
  private static ListenerConfig ofOnePeer(ListenerConfig config, long bodyBytes) {
    return new ListenerConfig(
        config.headMs(),
        config.stallMs(),
        config.idleMs(),
        config.connections(),
        config.connections(),
        bodyBytes,
        config.relayedPerAddress(),
        config.trustedProxies());
  }
}
